from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.operations._demand_content import (
    DemandContent,
    apply_content,
    recorded,
    replace_items,
)
from tongjian.supervision.planning.operations._lock import lock_demand
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW


@transaction.atomic
def revise_demand(*, actor: Actor, demand_id: UUID, content: DemandContent) -> Demand:
    """修改需求，as long as it is a draft."""
    demand = lock_demand(actor, demand_id)
    require(policies.can_revise_demand(actor, demand))
    DEMAND_WORKFLOW.check("revise", state=demand.state)
    versions = apply_content(demand, content, demand.agency)

    demand.save()
    replace_items(demand, versions)

    record(actor, "demand.revised", demand, **recorded(demand, versions))
    return demand
