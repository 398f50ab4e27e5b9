from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._jobs import refuse_while_busy
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations._parties import replace_parties
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


@transaction.atomic
def name_parties(*, actor: Actor, draw_id: UUID, agency_ids: Sequence[UUID]) -> Draw:
    """确定参与方，before the draw is frozen."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    DRAW_WORKFLOW.check("arrange", state=draw.state)
    refuse_while_busy(draw)

    parties = replace_parties(draw, agency_ids)

    record(actor, "draw.parties_named", draw, draw=draw.key, version=draw.version, parties=parties)
    return draw
