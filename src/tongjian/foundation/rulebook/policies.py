"""Who may read and change the rules."""

from django.db.models import QuerySet
from django.utils.timezone import localdate

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.rulebook.models import (
    CalendarDay,
    Check,
    Citation,
    Clause,
    ClauseChange,
    Parameter,
    RuleChange,
    Statute,
    Term,
)
from tongjian.pure.codes import is_within

PROVINCE = "140000"


def visible_parameters(actor: Actor) -> QuerySet[Parameter]:
    return Parameter.objects.all() if actor.has("rulebook.view") else Parameter.objects.none()


def visible_checks(actor: Actor) -> QuerySet[Check]:
    return Check.objects.all() if actor.has("rulebook.view") else Check.objects.none()


def visible_terms(actor: Actor) -> QuerySet[Term]:
    return Term.objects.all() if actor.has("rulebook.view") else Term.objects.none()


def visible_days(actor: Actor) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.all() if actor.has("rulebook.view") else CalendarDay.objects.none()


def visible_changes(actor: Actor) -> QuerySet[RuleChange]:
    return RuleChange.objects.all() if actor.has("rulebook.view") else RuleChange.objects.none()


def visible_statutes(actor: Actor) -> QuerySet[Statute]:
    return Statute.objects.all() if _reads_law(actor) else Statute.objects.none()


def visible_clauses(actor: Actor) -> QuerySet[Clause]:
    return Clause.objects.all() if _reads_law(actor) else Clause.objects.none()


def visible_citations(actor: Actor) -> QuerySet[Citation]:
    return Citation.objects.all() if actor.has("rulebook.view") else Citation.objects.none()


def visible_clause_changes(actor: Actor) -> QuerySet[ClauseChange]:
    return ClauseChange.objects.all() if actor.has("rulebook.view") else ClauseChange.objects.none()


def can_decide_clause(actor: Actor, change: ClauseChange) -> Verdict:
    """A second person of the place where it was proposed, or of one above: what a statute says is the same
    everywhere, so it is the reading that is checked."""
    if not (actor.has("rulebook.approve") and actor.is_person):
        return deny("您没有复核条款变更的权限。")
    if actor.is_own_doing(change.proposed_by, needs="rulebook.propose", on=localdate(change.proposed_at)):
        return deny("提出人不能复核自己的变更。")
    if actor.region_code and is_within(change.place, actor.region_code):
        return ALLOW
    return deny("条款变更由提出地区或者上级地区的人员复核。")


def _reads_law(actor: Actor) -> bool:
    """What statutes say is public, so the public reads it on its own pages; who cites them is another question."""
    return actor.has("rulebook.view") or actor.via == "portal"


def can_propose(actor: Actor, scope_region: str | None = None) -> Verdict:
    """A rule is made for one's own region or below; without a region: may one propose anything at all?"""
    if not (actor.has("rulebook.propose") and actor.is_person):
        return deny("您没有提出规则变更的权限。")
    return ALLOW if scope_region is None else _in_own_region(actor, scope_region)


def can_decide(actor: Actor, change: RuleChange) -> Verdict:
    if not (actor.has("rulebook.approve") and actor.is_person):
        return deny("您没有复核规则变更的权限。")
    if actor.is_own_doing(change.proposed_by, needs="rulebook.propose", on=localdate(change.proposed_at)):
        return deny("提出人不能复核自己的变更。")
    return _in_own_region(actor, change.scope_region)


def can_load_calendar(actor: Actor) -> Verdict:
    """The host, or somebody of the province who approves rules: the notice holds for everybody."""
    if actor.has("rulebook.load") or (actor.has("rulebook.approve") and actor.region_code == PROVINCE):
        return ALLOW
    return deny("年度日历由省级规则复核人员载入。")


def _in_own_region(actor: Actor, scope_region: str) -> Verdict:
    if actor.region_code and is_within(scope_region or PROVINCE, actor.region_code):
        return ALLOW
    return deny("只能变更适用于本行政区划及以下的规则；全省适用的规则由省级人员变更。")
