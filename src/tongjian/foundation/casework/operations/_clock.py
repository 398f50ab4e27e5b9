"""What every act on a clock begins and ends with."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock, ClockChange
from tongjian.foundation.casework.operations.end_todos import end_todos
from tongjian.foundation.casework.policies import can_change_clock, visible_clocks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require


def lock_clock(actor: Actor, clock_id: UUID, *, sources: tuple[ClockState, ...], verb: str) -> Clock:
    clock = visible_clocks(actor).select_for_update(of=("self",)).filter(pk=clock_id).first()
    if clock is None:
        raise NotFound("clock_not_found", "没有这个时限，或者您无权查看。")
    require(can_change_clock(actor, clock))
    if clock.state not in sources:
        raise IllegalTransition("illegal_transition", f"当前状态不能“{verb}”。", state=clock.state)
    return clock


def require_reason(reason: str) -> str:
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明理由。")
    return reason.strip()


def note_change(
    actor: Actor, clock: Clock, kind: str, *, before: datetime | None, reason: str = "", citation: str = ""
) -> None:
    ClockChange.objects.create(
        clock=clock,
        kind=kind,
        at=timezone.now(),
        due_before=before,
        due_after=clock.due_at,
        reason=reason,
        citation=citation,
        by=str(actor.user_id or actor.name),
    )


def end_reminders(actor: Actor, clock: Clock, *, is_cancelled: bool = False) -> None:
    """What the clock itself asked of people, its own agency's and its overseers', asks no more."""
    end_todos(actor=actor, matter=clock, is_cancelled=is_cancelled)


def matter_of(clock: Clock) -> str:
    return f"{clock.matter_kind}:{clock.matter_id}"


def text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
