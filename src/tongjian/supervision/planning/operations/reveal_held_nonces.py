from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations._reveals import open_to_reveals, reveal_held


@transaction.atomic
def reveal_held_nonces(*, actor: Actor, draw_id: UUID) -> Draw:
    """揭示系统代持的随机数 of a practice draw."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    open_to_reveals(draw)

    reveal_held(actor, draw)
    return draw
