"""终止职责协调。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.operations import cancel_clocks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.choices import SettlementState
from tongjian.supervision.duties.models import Settlement
from tongjian.supervision.duties.operations._settlements import end_asking, lock_settlement
from tongjian.supervision.duties.policies import can_act
from tongjian.supervision.duties.workflow import SETTLEMENT_WORKFLOW


@transaction.atomic
def close_settlement(*, actor: Actor, settlement_id: UUID, reason: str) -> Settlement:
    """Without a decision: not taken up, taken back, or no longer needed."""
    settlement = lock_settlement(actor, settlement_id)
    target = SETTLEMENT_WORKFLOW.check("close", state=settlement.state).target
    require(can_act(actor, settlement, "close"))
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明终止的理由。", field="reason")
    settlement.state, settlement.closing_reason = SettlementState(target), reason.strip()[:300]
    settlement.save(update_fields=["state", "closing_reason"])
    for matter in (settlement, *settlement.opinions.filter(done_at=None)):
        cancel_clocks(actor=actor, matter=matter, reason=reason)
    end_asking(actor, settlement)
    record(actor, "settlement.closed", settlement, code=settlement.code, reason=settlement.closing_reason)
    return settlement
