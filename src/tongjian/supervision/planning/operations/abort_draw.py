from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import DrawState
from tongjian.supervision.planning.events import DrawAborted
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations._todos import settle
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


@transaction.atomic
def abort_draw(*, actor: Actor, draw_id: UUID, reason: str) -> Draw:
    """中止抽取，with who did not reveal. An aborted draw is kept for ever; only a draft lets its demands go."""
    draw = lock_draw(actor, draw_id)
    require(policies.can_abort(actor, draw))
    transition = DRAW_WORKFLOW.check("abort", state=draw.state)
    if not reason.strip():
        raise RuleViolated("reason_missing", "中止抽取应当说明原因。")

    if draw.state == DrawState.DRAFTING:
        draw.demands.update(draw=None)
    missing = _who_kept_silent(draw)
    named = f"未揭示：{'、'.join(name for _code, name in missing)}。" if missing else ""
    draw.state = transition.target
    draw.aborted_at = timezone.now()
    draw.aborted_reason = f"{reason.strip()}{named}"[:300]
    draw.save(update_fields=["state", "aborted_at", "aborted_reason"])

    settle(actor, draw)
    codes = [code for code, _name in missing]
    entry = record(
        actor, "draw.aborted", draw, draw=draw.key, version=draw.version, reason=reason.strip(), missing=codes
    )
    publish(entry, DrawAborted(draw_id=str(draw.pk), missing=codes))
    return draw


def _who_kept_silent(draw: Draw) -> list[tuple[str, str]]:
    """Parties that owe a reveal (or, before that, a commitment) when the draw stops."""
    if draw.state == DrawState.COMMITTED:
        owing = draw.parties.filter(revealed_at=None)
    elif draw.state == DrawState.FROZEN:
        owing = draw.parties.filter(committed_at=None)
    else:
        return []
    return list(owing.order_by("agency__code").values_list("agency__code", "agency__name"))
