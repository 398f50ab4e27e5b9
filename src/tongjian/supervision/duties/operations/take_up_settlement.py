"""受理并征求意见。"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.choices import SettlementState
from tongjian.supervision.duties.models import Settlement
from tongjian.supervision.duties.operations._settlements import TAKE_UP, ask_departments, lock_settlement
from tongjian.supervision.duties.policies import can_settle
from tongjian.supervision.duties.workflow import SETTLEMENT_WORKFLOW


@transaction.atomic
def take_up_settlement(*, actor: Actor, settlement_id: UUID, departments: Collection[str]) -> Settlement:
    """The coordinator asks the departments about a new kind of business."""
    settlement = lock_settlement(actor, settlement_id)
    require(can_settle(actor, settlement.region_id))
    settlement.state = SettlementState(SETTLEMENT_WORKFLOW.check("take_up", state=settlement.state).target)
    settlement.save(update_fields=["state"])
    end_todos(actor=actor, matter=settlement, step=TAKE_UP)
    asked = ask_departments(actor, settlement, departments)
    kinds = [agency.kind_id for agency in asked]
    record(actor, "settlement.taken_up", settlement, code=settlement.code, departments=kinds)
    return settlement
