"""The demo lives some weeks in a minute. This is the only place outside the tests that sets the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tongjian.foundation.rulebook import queries as rulebook


@contextmanager
def at(day: date, hour: int = 9, minute: int = 30) -> Iterator[datetime]:
    """Everything inside happens on that day, Chinese time; the clock runs on from there."""
    start = datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())
    real, begun = timezone.now, timezone.now()
    timezone.now = lambda: start + (real() - begun)
    try:
        yield start
    finally:
        timezone.now = real


def workday(offset: int, today: date | None = None) -> date:
    """The workday so many workdays before (negative) or after today; 0 is today or the next workday."""
    calendar = rulebook.calendar()
    day = calendar.roll_forward(today or timezone.localdate())
    step = timedelta(days=1 if offset > 0 else -1)
    for _ in range(abs(offset)):
        day += step
        while not calendar.is_workday(day):
            day += step
    return day
