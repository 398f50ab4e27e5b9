"""When a limit is due.

民法典第201条：按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算；按照小时计算的，自法律规定的时间开始计算。
第202条：按照年、月计算期间的，到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日。
第203条：期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日；最后一日的截止时间为二十四时。
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from tongjian.pure.workdays.calendar import Calendar

Unit = Literal["WD", "D", "H", "MIN", "M", "Y"]

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is exclusive: 24:00 of the last day. `is_provisional` when the calendar did not reach that far."""

    at: datetime
    is_provisional: bool


def due(
    start: datetime,
    amount: int,
    unit: Unit,
    calendar: Calendar,
    *,
    zone: tzinfo = SHANGHAI,
    rolls_forward: bool = True,
) -> Due:
    """The end of a limit of `amount` WD (workdays), D (natural days), H, MIN, M (months) or Y.

    Days, months and years begin on the day after that of `start` in `zone` and end with their last day there; hours
    and minutes run on through nights and holidays. `rolls_forward`: a last day that is no workday gives way to the
    next one (第203条); a rule that counts natural days strictly passes False. Workdays never end on another day.

    Raises ValueError for a start without time zone, a negative amount or an unknown unit.
    """
    if start.tzinfo is None:
        raise ValueError("a limit starts at a moment, which needs a time zone")
    if amount < 0:
        raise ValueError("a limit cannot be negative")
    if unit in ("H", "MIN"):
        length = timedelta(hours=amount) if unit == "H" else timedelta(minutes=amount)
        # Through UTC: adding to a local time would stretch the limit where the clocks change.
        return Due((start.astimezone(UTC) + length).astimezone(zone), is_provisional=False)
    first = start.astimezone(zone).date()
    last = _last_day(first, amount, unit, calendar)
    if unit != "WD" and rolls_forward:
        last = calendar.roll_forward(last)
    end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
    uses_calendar = unit == "WD" or rolls_forward
    return Due(end, is_provisional=uses_calendar and not calendar.is_known(last))


def _last_day(first: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    if unit == "WD":
        return calendar.add_workdays(first, amount)
    if unit == "D":
        return first + timedelta(days=amount)
    if unit == "M":
        return _add_months(first, amount)
    if unit == "Y":
        return _add_months(first, 12 * amount)
    raise ValueError(f"unknown unit {unit!r}")


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
