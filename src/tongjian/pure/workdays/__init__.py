"""Time limits in workdays, days, hours, minutes, months and years."""

from tongjian.pure.workdays.calendar import Calendar
from tongjian.pure.workdays.limits import Due, Unit, due

__all__ = ["Calendar", "Due", "Unit", "due"]
