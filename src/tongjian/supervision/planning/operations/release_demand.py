from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.operations._jobs import refuse_while_busy
from tongjian.supervision.planning.operations._lock import lock_demand, lock_draw
from tongjian.supervision.planning.queries import belonging_with
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW, DRAW_WORKFLOW


@transaction.atomic
def release_demand(*, actor: Actor, draw_id: UUID, demand_id: UUID) -> list[Demand]:
    """移出抽取，before the draw is frozen, with the demands of the same joint line. The one asked for comes first."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    DRAW_WORKFLOW.check("arrange", state=draw.state)
    refuse_while_busy(draw)
    demand = lock_demand(actor, demand_id)
    DEMAND_WORKFLOW.check("release", state=demand.state)
    if demand.draw_id != draw.pk:
        raise RuleViolated("demand_not_taken", "该需求不在本次抽取中。")
    released = [demand, *(lock_demand(actor, one.pk) for one in belonging_with(demand).filter(draw=draw))]
    for one in released:
        one.draw = None
        one.save(update_fields=["draw"])
        record(actor, "demand.released", one, code=one.code, draw=draw.key, version=draw.version)
    return released
