"""载入一年的放假与调休安排。"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import DayKind
from tongjian.foundation.rulebook.events import CalendarLoaded
from tongjian.foundation.rulebook.models import CalendarDay
from tongjian.foundation.rulebook.policies import can_load_calendar

_SATURDAY = 5
_KINDS = {word: kind for kind in DayKind for word in (kind.value, str(kind.label))}


@transaction.atomic
def load_calendar_year(*, actor: Actor, year: int, citation: str, days: Iterable[Mapping[str, str]]) -> int:
    """Days of one year as `date` (ISO), `kind` (holiday or makeup, or their Chinese labels) and `name`, by the notice
    of the State Council. Returns how many.

    Refused whole when a day is of another year, is twice there, or the year is not the one after the last known.
    Provisional clocks are recomputed by whoever hears `rulebook.calendar_loaded`.
    """
    require(can_load_calendar(actor))
    if not citation.strip():
        raise RuleViolated("citation_missing", "请写明放假安排的通知文号。")
    _require_next(year)
    rows = [_day(row, year, citation.strip()) for row in days]
    if not any(row.kind == DayKind.HOLIDAY for row in rows) or len({row.date for row in rows}) != len(rows):
        raise RuleViolated("calendar_rows", "日历没有放假日期，或者同一天出现两次。")
    CalendarDay.objects.bulk_create(rows)
    newest = max(rows, key=lambda row: row.date)
    entry = record(actor, "rulebook.year_loaded", newest, year=year, days=len(rows), citation=citation.strip())
    publish(entry, CalendarLoaded(known_until=date(year + 1, 1, 1).isoformat()))
    return len(rows)


def _require_next(year: int) -> None:
    """Years follow each other without a gap: whatever lies before the last known day counts as known."""
    newest = CalendarDay.objects.select_for_update().order_by("-date").first()
    if newest is None:
        return
    if year <= newest.date.year:
        raise RuleViolated("year_loaded", f"{year} 年的日历已经载入。")
    if year != newest.date.year + 1:
        raise RuleViolated("year_gap", f"请先载入 {newest.date.year + 1} 年的日历。")


def _day(row: Mapping[str, str], year: int, citation: str) -> CalendarDay:
    try:
        day = date.fromisoformat(row["date"].strip())
    except (KeyError, ValueError) as wrong:
        raise RuleViolated("calendar_rows", f"日期“{row.get('date', '')}”应当写成 {year}-01-01。") from wrong
    kind = _KINDS.get(row.get("kind", "").strip())
    if day.year != year or kind is None:
        raise RuleViolated("calendar_rows", f"{day} 不是 {year} 年的日期，或者类型不是“放假”“调休上班”。")
    if kind == DayKind.MAKEUP and day.weekday() < _SATURDAY:
        raise RuleViolated("calendar_rows", f"{day} 本来就是工作日，不是调休上班。")
    return CalendarDay(date=day, kind=kind, name=row.get("name", "").strip()[:60], citation=citation)
