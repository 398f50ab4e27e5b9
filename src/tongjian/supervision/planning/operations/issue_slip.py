from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.pure.codes import significant
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import DrawState
from tongjian.supervision.planning.models import Unit
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.registry.models import Entity


@transaction.atomic
def issue_slip(*, actor: Actor, draw_id: UUID, entity_id: UUID, handed_to: str) -> Unit:
    """出具查询单：tells one enterprise its salt in a draw, so that it can find its own row. Who handed it to whom is
    recorded, the salt is not; it says nothing about whether the enterprise was drawn.

    Refused before the draw, for an enterprise outside the actor's region, and without the name of who received it."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_issue_slip(actor))
    if draw.state not in (DrawState.DRAWN, DrawState.PUBLISHED):
        raise RuleViolated("not_drawn", "抽取完成后才能出具查询单。", "联合抽取规范 tongjian-draw/1")
    receiver = handed_to.strip()
    if not receiver or len(receiver) > 100:
        raise RuleViolated("receiver_missing", "请写明领取人，不超过 100 字。", field="handed_to")
    inside = Entity.objects.filter(pk=entity_id, region__code__startswith=significant(actor.region_code or "-"))
    unit = draw.units.select_related("entity", "draw").filter(entity__in=inside).first()
    if unit is None:
        raise NotFound("unit_not_found", "这个监管对象不在本次抽取的名录和排除名单里，或者不在您的辖区内。")

    record(
        actor,
        "draw.slip_issued",
        draw,
        draw=draw.key,
        version=draw.version,
        entity=str(entity_id),
        handed_to=receiver,
    )
    return unit
