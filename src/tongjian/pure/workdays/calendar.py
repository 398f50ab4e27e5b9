"""Which days are workdays: weekdays, less holidays, plus make-up days (调休)."""

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """`known_until` is exclusive: from that day on no notice of the State Council is known and weekdays decide."""

    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    known_until: date

    def is_workday(self, day: date) -> bool:
        if day in self.makeup_workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def is_known(self, day: date) -> bool:
        return day < self.known_until

    def add_workdays(self, start: date, count: int) -> date:
        """The `count`-th workday after `start`; the day of the start is not counted (民法典第201条)."""
        if count < 0:
            raise ValueError("a limit cannot be negative")
        day = start
        while count:
            day += _DAY
            count -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Workdays after `start` up to and including `end`; negative when `end` is before `start`."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def roll_forward(self, day: date) -> date:
        """The day itself, or the first workday after it (民法典第203条: 期间的最后一日是法定休假日的顺延)."""
        while not self.is_workday(day):
            day += _DAY
        return day
