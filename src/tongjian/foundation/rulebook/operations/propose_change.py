"""提出规则变更。"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import ChangeState, Confidence
from tongjian.foundation.rulebook.events import ChangeProposed
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.operations._change import (
    in_force,
    lock_rows,
    require_future,
    require_leeway,
    scope_of,
    scope_text,
)
from tongjian.foundation.rulebook.policies import can_propose, visible_parameters
from tongjian.foundation.rulebook.values import problem_of, problem_of_leeway


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """What a parameter is to be from a day on, by which document. `scope_region` None keeps the region of the row it
    follows; another one, or an agency's code in `scope_agency`, makes a rule that departs from it there. `leeway` None
    keeps what the levels below may do, else `least` and `most` bound it."""

    value: str
    unit: str = ""
    citation: str
    confidence: str = Confidence.FOUND
    valid_from: date
    reason: str
    scope_region: str | None = None
    scope_agency: str | None = None
    leeway: str | None = None
    least: str = ""
    most: str = ""


@transaction.atomic
def propose_change(*, actor: Actor, parameter_id: UUID, new: NewValue) -> RuleChange:
    """A new value of a parameter, from a day that is not past; in force once a second person agrees."""
    parameter = visible_parameters(actor).filter(pk=parameter_id).first()
    if parameter is None:
        raise NotFound("parameter_not_found", "没有这项参数，或者您无权查看。")
    region = parameter.scope_region if new.scope_region is None else new.scope_region
    require(can_propose(actor, region))
    rows = lock_rows(actor, parameter.code)
    change = _change(parameter, new, region)
    require_leeway(rows, change)
    _require_news(rows, change)
    _require_no_other(change)
    change.proposed_by, change.proposed_at = actor.user_id, timezone.now()  # type: ignore[assignment]
    change.save(force_insert=True)
    entry = record(
        actor,
        "rulebook.change_proposed",
        change,
        code=change.parameter_code,
        scope=scope_text(scope_of(change)),
        value=change.value,
        unit=change.unit,
        valid_from=change.valid_from.isoformat(),
        leeway=change.leeway,
        least=change.least,
        most=change.most,
        citation=change.citation,
    )
    publish(entry, ChangeProposed(str(change.pk), str(actor.agency_id or "")))
    return change


def _change(parameter: Parameter, new: NewValue, region: str) -> RuleChange:
    value, unit = new.value.strip(), new.unit or parameter.unit
    if problem := problem_of(parameter.kind, value, unit):
        raise RuleViolated("value_wrong", problem)
    leeway, least, most = parameter.leeway, parameter.least, parameter.most
    if new.leeway is not None:
        leeway, least, most = new.leeway, new.least.strip(), new.most.strip()
    if problem := problem_of_leeway(parameter.kind, leeway, least, most):
        raise RuleViolated("bounds_wrong", problem)
    if new.confidence not in Confidence.values:
        raise RuleViolated("confidence_wrong", "请从可信度的四种中选择一种。")
    require_future(new.valid_from, timezone.localdate())
    return RuleChange(
        parameter_code=parameter.code,
        scope_region=region,
        scope_agency=parameter.scope_agency if new.scope_agency is None else new.scope_agency,
        scope_industry=parameter.scope_industry,
        value=value,
        unit=unit,
        leeway=leeway,
        least=least,
        most=most,
        citation=_required(new.citation, "依据"),
        confidence=new.confidence,
        valid_from=new.valid_from,
        reason=_required(new.reason, "理由"),
    )


_LONGEST = 300


def _required(text: str, label: str) -> str:
    if not text.strip():
        raise RuleViolated("missing", f"请写明{label}。")
    if len(text.strip()) > _LONGEST:
        raise RuleViolated("too_long", f"{label}不超过 {_LONGEST} 字。")
    return text.strip()


def _require_news(rows: list[Parameter], change: RuleChange) -> None:
    scope, day = scope_of(change), change.valid_from
    if any(row.valid_from == day for row in rows if scope_of(row) == scope):
        raise Conflict("same_start", f"这项参数在同一适用范围内已有从 {day} 起生效的值，请另选生效日期。")
    present = in_force(rows, scope, day)
    if present is not None and _says(present) == _says(change):
        raise RuleViolated("no_change", "新值与届时有效的值相同，没有变更。")


def _says(row: Parameter | RuleChange) -> tuple[str, ...]:
    return row.value, row.unit, row.leeway, row.least, row.most


def _require_no_other(change: RuleChange) -> None:
    waiting = RuleChange.objects.filter(
        parameter_code=change.parameter_code,
        scope_region=change.scope_region,
        scope_agency=change.scope_agency,
        scope_industry=change.scope_industry,
        state=ChangeState.PROPOSED,
    )
    if waiting.exists():
        raise Conflict("change_waiting", "这项参数在同一适用范围内已有一项变更等待复核。")
