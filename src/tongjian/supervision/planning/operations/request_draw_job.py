"""提请后台办理。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import JobKind
from tongjian.supervision.planning.models import Draw, DrawJob
from tongjian.supervision.planning.operations._jobs import end_job, refuse_while_busy
from tongjian.supervision.planning.operations._lock import lock_draw, own_party
from tongjian.supervision.planning.operations._readiness import demands_of, refuse_unready, refuse_without_beacon
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


@transaction.atomic
def request_draw_job(*, actor: Actor, draw_id: UUID, kind: JobKind) -> DrawJob:
    """Asks the worker to freeze or run a draw. Refused as the step itself would be, and while another is under way.

    A job that was lost is closed and may be asked for again.
    """
    draw = lock_draw(actor, draw_id)
    require(policies.can_ask_for(actor, draw, own_party(actor, draw), kind))
    DRAW_WORKFLOW.check(kind, state=draw.state)
    refuse_while_busy(draw)
    _refuse_too_early(draw, kind)

    lost = queries.find_open_job(draw)
    if lost is not None:
        end_job(lost, "fail", "后台长时间没有进展，已重新提出。")
    now = timezone.now()
    job = DrawJob.objects.create(
        draw=draw, kind=kind, asked_by=actor.user_id, post_id=actor.post_id, asked_at=now, seen_at=now
    )

    record(actor, f"draw.{kind}_requested", draw, draw=draw.key, version=draw.version)
    return job


def _refuse_too_early(draw: Draw, kind: JobKind) -> None:
    if kind == JobKind.FREEZE:
        refuse_unready(draw, demands_of(draw))
    else:
        refuse_without_beacon(draw)
