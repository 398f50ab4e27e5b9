"""提出规则变更。"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import ChangeState, Confidence
from tongjian.foundation.rulebook.events import ChangeProposed
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.operations._change import (
    Scope,
    checked_value,
    in_force,
    lock_rows,
    require_future,
    scope_of,
    scope_text,
)
from tongjian.foundation.rulebook.policies import can_propose


@transaction.atomic
def propose_change(
    *,
    actor: Actor,
    parameter_code: str,
    value: str,
    citation: str,
    confidence: Confidence,
    valid_from: date,
    reason: str,
    unit: str = "",
    scope_region: str = "",
    scope_agency: str = "",
    scope_industry: str = "",
) -> RuleChange:
    """A new value of a parameter for one scope, from a day that is not past; in force once a second person agrees.

    A scope that has no row of its own yet gets one: its region, agency or industry then departs from the wider rule.
    """
    rows = lock_rows(actor, parameter_code)
    require(can_propose(actor, scope_region))
    scope = (scope_region, scope_agency, scope_industry)
    value, unit = checked_value(rows[-1].kind, value, unit)
    citation, reason = _required(citation, "依据"), _required(reason, "理由")
    require_future(valid_from, timezone.localdate())
    _require_news(rows, scope, (value, unit), valid_from)
    _require_no_other(parameter_code, scope)
    change = RuleChange.objects.create(
        parameter_code=parameter_code,
        scope_region=scope_region,
        scope_agency=scope_agency,
        scope_industry=scope_industry,
        value=value,
        unit=unit,
        citation=citation,
        confidence=confidence,
        valid_from=valid_from,
        reason=reason,
        proposed_by=actor.user_id,
        proposed_at=timezone.now(),
    )
    data = {"code": parameter_code, "scope": scope_text(scope), "value": value, "unit": unit}
    entry = record(
        actor, "rulebook.change_proposed", change, valid_from=valid_from.isoformat(), citation=citation, **data
    )
    publish(entry, ChangeProposed(str(change.pk), str(actor.agency_id or "")))
    return change


def _required(text: str, label: str) -> str:
    if not text.strip():
        raise RuleViolated("missing", f"请填写{label}。")
    return text.strip()


def _require_news(rows: list[Parameter], scope: Scope, value: tuple[str, str], valid_from: date) -> None:
    if any(row.valid_from == valid_from for row in rows if scope_of(row) == scope):
        raise Conflict("same_start", f"这项参数在同一适用范围内已有从 {valid_from} 起生效的值，请另选生效日期。")
    present = in_force(rows, scope, valid_from)
    if present is not None and (present.value, present.unit) == value:
        raise RuleViolated("no_change", "新值与届时有效的值相同，没有变更。")


def _require_no_other(code: str, scope: Scope) -> None:
    region, agency, industry = scope
    waiting = RuleChange.objects.filter(
        parameter_code=code,
        scope_region=region,
        scope_agency=agency,
        scope_industry=industry,
        state=ChangeState.PROPOSED,
    )
    if waiting.exists():
        raise Conflict("change_waiting", "这项参数在同一适用范围内已有一项变更等待复核。")
