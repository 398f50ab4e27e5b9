"""提出规则变更。"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook.choices import Confidence
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.policies import can_propose
from tongjian.foundation.rulebook.values import problem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """What a parameter is to be from a day on, by which document."""

    value: str
    unit: str = ""
    citation: str
    confidence: str = Confidence.FOUND
    valid_from: date
    reason: str


@transaction.atomic
def propose_change(*, actor: Actor, parameter_id: UUID, new: NewValue) -> RuleChange:
    """For the same code and scope as the row it follows. Never for the past: what was decided stays decided."""
    parameter = Parameter.objects.select_for_update().filter(pk=parameter_id).first()
    if parameter is None:
        raise NotFound("parameter_not_found", "没有这个参数。")
    require(can_propose(actor))
    if actor.user_id is None:
        raise NotAllowed("not_allowed", "规则变更须由本人提出。")
    if problem := problem_of(parameter.kind, new.value.strip(), new.unit or parameter.unit):
        raise RuleViolated("value_wrong", problem)
    if new.valid_from < timezone.localdate():
        raise RuleViolated("backdated", "规则变更不溯及既往，生效日期不能早于今天。")
    if not new.citation.strip() or not new.reason.strip():
        raise RuleViolated("citation_missing", "请写明依据和理由。")
    change = RuleChange.objects.create(
        parameter_code=parameter.code,
        scope_region=parameter.scope_region,
        scope_agency=parameter.scope_agency,
        scope_industry=parameter.scope_industry,
        value=new.value.strip(),
        unit=new.unit or parameter.unit,
        citation=new.citation.strip(),
        confidence=new.confidence,
        valid_from=new.valid_from,
        reason=new.reason.strip(),
        proposed_by=actor.user_id,
        proposed_at=timezone.now(),
    )
    data = {"value": change.value, "unit": change.unit, "valid_from": change.valid_from.isoformat()}
    scope = "/".join(filter(None, [change.scope_region, change.scope_agency, change.scope_industry]))
    record(
        actor,
        "rulebook.change_proposed",
        change,
        code=change.parameter_code,
        scope=scope,
        citation=change.citation,
        **data,
    )
    return change
