"""中止计时。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import lock_clock, matter_of, note_change, require_reason
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def suspend_clock(*, actor: Actor, clock_id: UUID, reason: str) -> Clock:
    """检验、检测、鉴定、听证、公告等期间不计入：time stands still until resumed."""
    clock = lock_clock(actor, clock_id, sources=(ClockState.RUNNING,), verb="中止")
    reason = require_reason(reason)
    clock.state, clock.suspended_at = ClockState.SUSPENDED, timezone.now()
    clock.save(update_fields=["state", "suspended_at"])
    note_change(actor, clock, "suspend", before=clock.due_at, reason=reason)
    record(actor, "clock.suspended", clock, matter=matter_of(clock), reason=reason)
    return clock
