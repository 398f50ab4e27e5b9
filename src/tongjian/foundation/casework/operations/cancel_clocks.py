"""取消计时。"""

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import end_reminders, matter_of, require_reason
from tongjian.foundation.casework.queries import OPEN_STATES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def cancel_clocks(*, actor: Actor, matter: models.Model, reason: str) -> int:
    """The matter ended another way: none of its clocks runs on. Returns how many were running."""
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有取消计时的权限。")
    reason = require_reason(reason)
    clocks = Clock.objects.select_for_update(of=("self",)).filter(
        matter_kind=matter._meta.label_lower, matter_id=str(matter.pk), state__in=OPEN_STATES
    )
    for clock in clocks:
        clock.state, clock.ended_at = ClockState.CANCELLED, timezone.now()
        clock.save(update_fields=["state", "ended_at"])
        end_reminders(actor, clock, is_cancelled=True)
        record(actor, "clock.cancelled", clock, matter=matter_of(clock), reason=reason)
    return len(clocks)
