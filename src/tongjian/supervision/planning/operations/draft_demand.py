from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
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
from tongjian.supervision.planning.operations._lock import own_agency


@transaction.atomic
def draft_demand(*, actor: Actor, content: DemandContent) -> Demand:
    """编制需求，for the actor's own agency. Its code is `<agency>-<year>-<three digits>`."""
    require(policies.can_enter_demand(actor))
    agency = own_agency(actor)
    demand = Demand(agency=agency, created_by=actor.user_id, created_at=timezone.now())
    versions = apply_content(demand, content, agency)

    prefix = f"{agency.code}-{timezone.localdate().year}"
    demand.code = f"{prefix}-{next_number(actor=actor, series=f'需求-{prefix}'):03d}"
    demand.save()
    replace_items(demand, versions)

    record(actor, "demand.drafted", demand, **recorded(demand, versions))
    return demand
