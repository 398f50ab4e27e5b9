"""退回移交。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.models import Handover
from tongjian.foundation.casework.policies import can_answer
from tongjian.foundation.casework.workflow import HANDOVER_WORKFLOW
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook


@transaction.atomic
def return_handover(
    *, actor: Actor, handover: Handover, return_code: str, note: str = "", suggested_id: UUID | None = None
) -> Handover:
    """Back to the offering agency with a coded reason and a better addressee; after as many returns as the rulebook
    sets, the matter waits for the common superior. `handover` was locked by the procedure's own operation."""
    require(can_answer(actor, handover))
    transition = HANDOVER_WORKFLOW.check("return", state=handover.state)
    if rulebook.term("handover_return_reason", return_code) is None:
        raise RuleViolated("return_code_unknown", "请从字典中选择退回原因。")
    if suggested_id is None and not note.strip():
        raise RuleViolated("suggestion_missing", "请建议更合适的接收机关；确实不知道的，请说明情况。")
    if suggested_id == actor.agency_id:
        raise RuleViolated("suggestion_is_self", "不能建议由本机关接收后又退回。")
    handover.returns += 1
    asks = handover.returns >= rulebook.number("handover.returns_before_arbitration")
    handover.state = HandoverState.ARBITRATION if asks else HandoverState(transition.target)
    handover.return_code, handover.return_note, handover.suggested_id = return_code, note.strip(), suggested_id
    handover.answered_at = timezone.now()
    handover.save(update_fields=["returns", "state", "return_code", "return_note", "suggested", "answered_at"])
    data = {"return_code": return_code, "suggested_id": str(suggested_id or ""), "returns": handover.returns}
    record(actor, "handover.returned", handover, to_agency_id=str(handover.to_agency_id), **data)
    if asks:
        record(actor, "handover.arbitration_asked", handover, returns=handover.returns)
    return handover
