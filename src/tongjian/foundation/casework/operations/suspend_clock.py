"""中止计时。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import (
    end_reminders,
    lock_clock,
    matter_of,
    note_change,
    require_reason,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook


@transaction.atomic
def suspend_clock(*, actor: Actor, clock_id: UUID, ground: str, reason: str) -> Clock:
    """Time stands still until resumed, on a ground of the dictionary `clock_suspension` only: 检验、检测、鉴定、听证、
    公告等期间不计入."""
    clock = lock_clock(actor, clock_id, sources=(ClockState.RUNNING,), verb="中止")
    term = rulebook.term("clock_suspension", ground)
    if term is None:
        raise RuleViolated("ground_unknown", "请从字典中选择中止事由：没有规定的事由不能中止计时。")
    reason = require_reason(reason)
    clock.state, clock.suspended_at = ClockState.SUSPENDED, timezone.now()
    clock.save(update_fields=["state", "suspended_at"])
    end_reminders(actor, clock)
    note_change(
        actor, clock, "suspend", before=clock.due_at, reason=f"{term.label}：{reason}"[:300], citation=term.citation
    )
    said = {"ground": ground, "reason": reason, "citation": term.citation}
    record(actor, "clock.suspended", clock, matter=matter_of(clock), **said)
    return clock
