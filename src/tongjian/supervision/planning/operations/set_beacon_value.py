from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


@transaction.atomic
def set_beacon_value(*, actor: Actor, draw_id: UUID, value: str) -> Draw:
    """登记信标值 that everybody can look up at the named source; once, and only after all reveals are in."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    DRAW_WORKFLOW.check("set_beacon", state=draw.state)
    if not draw.beacon_source:
        raise RuleViolated("beacon_unnamed", "本次抽取没有约定信标。")
    if draw.beacon_value:
        raise Conflict("beacon_set", "信标值已登记，不能更改。")
    if not value.strip() or len(value.strip()) > 200:
        raise RuleViolated("beacon_value", "请填写信标公布的值，不超过 200 字。")

    draw.beacon_value = value.strip()
    draw.save(update_fields=["beacon_value"])

    record(
        actor,
        "draw.beacon_set",
        draw,
        draw=draw.key,
        version=draw.version,
        source=draw.beacon_source,
        round=draw.beacon_round,
        value=draw.beacon_value,
    )
    return draw
