from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.events import DrawPublished
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


@transaction.atomic
def publish_draw(*, actor: Actor, draw_id: UUID) -> Draw:
    """公开抽取：the bundle becomes public, not before the time that was fixed when the draw was opened."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_publish(actor, draw))
    transition = DRAW_WORKFLOW.check("publish", state=draw.state)
    now = timezone.now()
    if draw.publish_at is not None and draw.publish_at > now:
        fixed = timezone.localtime(draw.publish_at).strftime("%Y-%m-%d %H:%M")
        raise RuleViolated(
            "too_early", f"抽取前已确定公开时间为 {fixed}，此前不能公开。", "联合抽取规范 tongjian-draw/1"
        )

    draw.state = transition.target
    draw.published_at = now
    draw.save(update_fields=["state", "published_at"])

    entry = record(
        actor,
        "draw.published",
        draw,
        draw=draw.key,
        version=draw.version,
        seed=draw.seed,
        selection_sha256=draw.selection_sha256,
    )
    publish(entry, DrawPublished(draw_id=str(draw.pk)))
    return draw
