"""恢复计时。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import lock_clock, matter_of, note_change, require_reason, text
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def resume_clock(*, actor: Actor, clock_id: UUID, reason: str) -> Clock:
    """The due time moves by exactly as long as the clock stood still."""
    clock = lock_clock(actor, clock_id, sources=(ClockState.SUSPENDED,), verb="恢复计时")
    reason = require_reason(reason)
    before = clock.due_at
    if before is not None and clock.suspended_at is not None:
        clock.due_at = before + (timezone.now() - clock.suspended_at)
    clock.state, clock.suspended_at = ClockState.RUNNING, None
    clock.save(update_fields=["state", "suspended_at", "due_at"])
    note_change(actor, clock, "resume", before=before, reason=reason)
    record(actor, "clock.resumed", clock, matter=matter_of(clock), reason=reason, due_at=text(clock.due_at))
    return clock
