"""What every act on a frequency cap begins with, and what a cap may not exceed."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import Leeway
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.catalog.policies import visible_caps
from tongjian.supervision.catalog.queries import Caps

REVIEW = "review_cap"
GENERAL = "cap.visits_per_year"
_LONGEST_REASON = 300


def lock_cap(actor: Actor, cap_id: UUID) -> FrequencyCap:
    rows = visible_caps(actor).select_related("agency__kind").select_for_update(of=("self",))
    cap = rows.filter(pk=cap_id).first()
    if cap is None:
        raise NotFound("cap_not_found", "没有这项频次上限，或者您无权查看。")
    return cap


def reason_of(text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= _LONGEST_REASON:
        raise RuleViolated("reason_missing", f"请写明理由，不超过 {_LONGEST_REASON} 字。", field="reason")
    return reason


def refuse_conflict(cap: FrequencyCap, on: date) -> None:
    """A cap may only be stricter than the rulebook allows and than what a higher level published."""
    agency = cap.agency
    rule = rulebook.value_of(GENERAL, on=on, region=agency.region_id, agency=agency.code, industry=cap.industry)
    bound = (rule.most or (rule.value if rule.leeway == Leeway.FIXED else "")) if rule else ""
    if rule and bound and cap.rate > Fraction(Decimal(bound)):
        raise RuleViolated("cap_above_rule", f"规则库规定每年不得超过 {bound} 次。", rule.citation, field="times")
    higher = Caps(on).above(cap)
    if higher is not None and cap.rate > higher.rate:
        sentence = f"{higher.agency.name}规定{higher.words}，下级只能更严。"
        raise RuleViolated("cap_above_superior", sentence, higher.citation, field="times")


def recorded(cap: FrequencyCap) -> dict[str, object]:
    return {name: getattr(cap, name) for name in ("level", "entity_kind", "industry", "grade", "times", "years")}


def ask_reviewers(actor: Actor, cap: FrequencyCap) -> None:
    open_todo(
        actor=actor, matter=cap, step=REVIEW, title=f"审核公布检查频次上限：{cap.words}", agency_id=cap.agency_id,
        url=cap.get_absolute_url(), capability="catalog.review",
    )  # fmt: skip


def end_review(actor: Actor, cap: FrequencyCap) -> None:
    end_todos(actor=actor, matter=cap, step=REVIEW)


def end_earlier(cap: FrequencyCap, starts: date) -> None:
    """The one of the same department about the very same ends where the new one begins."""
    same = FrequencyCap.objects.select_for_update().filter(
        agency=cap.agency, level=cap.level, entity_kind=cap.entity_kind, industry=cap.industry, grade=cap.grade
    )
    for old in same.filter(state=CapState.PUBLISHED).exclude(pk=cap.pk):
        old.state, old.valid_until = CapState.ENDED, max(starts, old.valid_from or starts)
        old.save(update_fields=["state", "valid_until"])
