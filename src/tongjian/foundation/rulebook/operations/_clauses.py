"""What a change of a clause needs room for, and how it is carried out."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.rulebook.choices import ClauseChangeKind, Confidence
from tongjian.foundation.rulebook.models import ClauseChange, ClauseVersion, Statute
from tongjian.foundation.rulebook.operations._wording import add_article, fill_in, follow, require_new
from tongjian.foundation.rulebook.policies import visible_clause_changes
from tongjian.foundation.rulebook.queries import Reach


def lock_clause_change(actor: Actor, change_id: UUID) -> ClauseChange:
    """The change and its statute, which every change of a clause waits for."""
    rows = visible_clause_changes(actor).select_related("statute", "clause").select_for_update(of=("self",))
    change = rows.filter(pk=change_id).first()
    if change is None:
        raise NotFound("change_not_found", "没有这项条款变更，或者您无权查看。")
    Statute.objects.select_for_update().get(pk=change.statute_id)
    return change


def require_room(change: ClauseChange, reached: Reach) -> None:
    """It must hold on that day, and nothing may begin later: the order of versions is the order of documents. What is
    added must be new; where only wording is taken in, nothing stands against it."""
    if change.kind == ClauseChangeKind.ADD:
        require_new(change)
    if not change.concerns_citers:
        return
    said = meant(change, reached)
    if said.filter(valid_from__gte=change.valid_from).exists():
        raise RuleViolated(
            "later_version", f"{change.valid_from} 当天或者以后已有新的条文，请核对施行日期。", field="valid_from"
        )
    if not said.filter(_holds(change)).exists():
        raise RuleViolated("not_in_force", f"这一条款到 {change.valid_from} 已经失效。", field="valid_from")


def meant(change: ClauseChange, reached: Reach) -> QuerySet[ClauseVersion]:
    """An amendment gives its clause other words; a repeal ends the clause with all its parts."""
    if change.kind == ClauseChangeKind.AMEND:
        return ClauseVersion.objects.filter(clause=change.clause)
    return ClauseVersion.objects.filter(clause__in=[one.pk for one in reached.below])


def carry_out(change: ClauseChange, reached: Reach) -> int:
    """How many clauses are different from that day on."""
    if change.kind == ClauseChangeKind.ADD:
        return add_article(change)
    if change.kind == ClauseChangeKind.FILL:
        return fill_in(change)
    before = meant(change, reached).filter(_holds(change)).first()
    ended = meant(change, reached).filter(_holds(change)).update(valid_until=change.valid_from)
    if change.clause is not None and change.kind == ClauseChangeKind.AMEND:
        ClauseVersion.objects.create(
            clause=change.clause,
            text=change.text,
            document=change.document,
            confidence=Confidence.FOUND,
            valid_from=change.valid_from,
        )
        follow(change, before.text if before else "")
    elif change.clause is None:
        Statute.objects.filter(pk=change.statute_id).update(valid_until=change.valid_from)
    return ended


def _holds(change: ClauseChange) -> Q:
    return Q(valid_from__lt=change.valid_from) & lasting(change.valid_from)
