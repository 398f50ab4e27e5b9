"""终止指定。"""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.models import Arbitration, Handover
from tongjian.foundation.casework.operations._clock import require_reason
from tongjian.foundation.casework.operations.cancel_clocks import cancel_clocks
from tongjian.foundation.casework.operations.end_todos import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def withdraw_arbitrations(*, actor: Actor, matter: models.Model, handovers: Iterable[Handover], reason: str) -> int:
    """The matter itself ended: nobody has to answer its open hand-overs any more, nor to decide about them.
    Returns how many were open. The procedure's operation has locked the matter."""
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有终止指定的权限。")
    reason, count = require_reason(reason), 0
    for handover in handovers:
        if handover.state not in (HandoverState.OFFERED, HandoverState.ARBITRATION):
            continue
        handover.state, handover.answered_at = HandoverState.WITHDRAWN, timezone.now()
        handover.save(update_fields=["state", "answered_at"])
        end_todos(actor=actor, matter=handover, is_cancelled=True)
        for arbitration in Arbitration.objects.filter(handover_id=handover.pk, decided_at=None, withdrawn_at=None):
            arbitration.withdrawn_at = timezone.now()
            arbitration.save(update_fields=["withdrawn_at"])
            end_todos(actor=actor, matter=arbitration, is_cancelled=True)
            cancel_clocks(actor=actor, matter=arbitration, reason=reason)
        record(actor, "arbitration.withdrawn", matter, handover_id=str(handover.pk), reason=reason)
        count += 1
    return count
