from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.events import DemandSubmitted
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.operations._demand_content import recorded, refuse_unlawful
from tongjian.supervision.planning.operations._lock import lock_demand
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW


@transaction.atomic
def submit_demand(*, actor: Actor, demand_id: UUID) -> Demand:
    """提交需求。Refused by V01 (no published enforcement status), V02 (item not in force), V07 (deliberative body)."""
    demand = lock_demand(actor, demand_id)
    require(policies.can_submit_demand(actor, demand))
    transition = DEMAND_WORKFLOW.check("submit", state=demand.state)
    refuse_unlawful(demand, timezone.localdate())

    demand.state = transition.target
    demand.submitted_at = timezone.now()
    demand.save(update_fields=["state", "submitted_at"])

    versions = list(demand.items.select_related("item"))
    entry = record(actor, "demand.submitted", demand, **recorded(demand, versions))
    publish(entry, DemandSubmitted(demand_id=str(demand.pk), agency_id=str(demand.agency_id)))
    return demand
