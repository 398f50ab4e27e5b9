from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.operations._lock import lock_demand
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW


@transaction.atomic
def withdraw_demand(*, actor: Actor, demand_id: UUID, reason: str = "") -> Demand:
    """撤回需求，unless a draw has taken it in."""
    demand = lock_demand(actor, demand_id)
    require(policies.can_withdraw_demand(actor, demand))
    transition = DEMAND_WORKFLOW.check("withdraw", state=demand.state)

    demand.state = transition.target
    demand.save(update_fields=["state"])

    record(actor, "demand.withdrawn", demand, code=demand.code, reason=reason.strip())
    return demand
