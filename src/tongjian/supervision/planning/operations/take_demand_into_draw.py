from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.pure.codes import significant
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.operations._jobs import refuse_while_busy
from tongjian.supervision.planning.operations._lock import lock_demand, lock_draw
from tongjian.supervision.planning.queries import belonging_with
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW, DRAW_WORKFLOW


@transaction.atomic
def take_demand_into_draw(*, actor: Actor, draw_id: UUID, demand_id: UUID) -> list[Demand]:
    """纳入抽取：a submitted demand of an agency within the region of the draw, and with it those of the same joint
    line that wait too (合并检查一次抽取). The one asked for comes first."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    DRAW_WORKFLOW.check("arrange", state=draw.state)
    refuse_while_busy(draw)
    demand = lock_demand(actor, demand_id)
    DEMAND_WORKFLOW.check("take", state=demand.state)
    if demand.draw_id is not None:
        raise Conflict("demand_taken", "该需求已纳入一次抽取。")
    if not _is_within(demand, draw):
        raise RuleViolated("demand_outside", f"{demand.agency.name}不在本次抽取的区划内。")
    along = [lock_demand(actor, one.pk) for one in belonging_with(demand).filter(draw=None)]
    taken = [demand, *(one for one in along if _is_within(one, draw))]
    for one in taken:
        one.draw = draw
        one.save(update_fields=["draw"])
        record(actor, "demand.taken", one, code=one.code, draw=draw.key, version=draw.version)
    return taken


def _is_within(demand: Demand, draw: Draw) -> bool:
    return demand.agency.region_id.startswith(significant(draw.region_id))
