"""From a clock of casework to the face it shows."""

from datetime import date, datetime, timedelta
from math import ceil

from django.utils import timezone

from tongjian.doors.face.parts import ClockFace
from tongjian.doors.face.wording import minute
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.queries import share_left
from tongjian.foundation.rulebook.choices import Unit
from tongjian.pure.workdays import Calendar

_INSTANT = timedelta(microseconds=1)
_HOUR = timedelta(hours=1)


def clock_face(clock: Clock, calendar: Calendar, *, now: datetime | None = None) -> ClockFace:
    """What people read of a clock. The page fetches `calendar` once; the clock carries its `changes`."""
    now = clock.suspended_at or now or timezone.now()
    share = share_left(clock, now)
    remaining, unit = _left(clock, calendar, now)
    return ClockFace(
        remaining=remaining,
        unit=unit,
        share_left=None if share is None else float(share),
        due_at=clock.due_at,
        started_at=clock.started_at,
        stopped_at=clock.ended_at,
        rule=clock.parameter_code,
        citation=clock.citation,
        is_suspended=clock.state == ClockState.SUSPENDED,
        is_provisional=clock.is_provisional,
        suspensions=_interruptions(clock),
    )


def _left(clock: Clock, calendar: Calendar, now: datetime) -> tuple[int | None, str]:
    """How much is left, in the unit of the rule; negative once the time has run out."""
    if clock.due_at is None:
        return None, ""
    if clock.unit in (Unit.HOUR, Unit.MINUTE):
        hours = (clock.due_at - now) / _HOUR
        return (int(hours) if hours >= 0 else -ceil(-hours)), "小时"
    # A due time of 24:00 belongs to the day it ends.
    last, today = _day(clock.due_at - _INSTANT), _day(now)
    if clock.unit == Unit.WORKDAY:
        return _signed(calendar.workdays_between(today, last), late=today > last), "个工作日"
    return (last - today).days, "天"


def _signed(days: int, *, late: bool) -> int:
    """Overdue over a weekend is overdue, though no workday has passed."""
    return min(days, -1) if late else days


def _interruptions(clock: Clock) -> list[str]:
    """Suspensions, resumptions and extensions, each with its reason."""
    words = {"suspend": "中止", "resume": "恢复计时", "extend": "延长", "recompute": "按新公布的日历重算"}
    return [
        f"{minute(change.at)} {words.get(change.kind, change.kind)}{f'（{change.reason}）' if change.reason else ''}"
        for change in clock.changes.all()
    ]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
