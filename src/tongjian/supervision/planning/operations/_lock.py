from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import Agency
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Demand, Draw, ObjectPool, Party


def lock_demand(actor: Actor, demand_id: UUID) -> Demand:
    """Every change starts here: what the actor cannot see cannot be changed, or even probed."""
    try:
        return policies.visible_demands(actor).select_for_update(of=("self",)).get(pk=demand_id)
    except Demand.DoesNotExist as missing:
        raise NotFound("demand_not_found", "没有这个需求，或者您无权查看。") from missing


def lock_draw(actor: Actor, draw_id: UUID) -> Draw:
    try:
        return policies.visible_draws(actor).select_for_update(of=("self",)).get(pk=draw_id)
    except Draw.DoesNotExist as missing:
        raise NotFound("draw_not_found", "没有这次抽取，或者您无权查看。") from missing


def lock_pool(actor: Actor, pool_id: UUID) -> ObjectPool:
    try:
        return policies.visible_pools(actor).select_for_update(of=("self",)).select_related("agency").get(pk=pool_id)
    except ObjectPool.DoesNotExist as missing:
        raise NotFound("pool_not_found", "没有这个名录库，或者您无权查看。") from missing


def own_party(actor: Actor, draw: Draw) -> Party | None:
    """The actor's own part in the draw, if it has one. Call after the draw is locked."""
    if actor.agency_id is None:
        return None
    return draw.parties.select_related("agency").filter(agency_id=actor.agency_id).first()


def own_agency(actor: Actor) -> Agency:
    """The agency that the actor speaks for. Call after a policy has made sure that there is one."""
    assert actor.agency_id is not None
    return Agency.objects.get(pk=actor.agency_id)
