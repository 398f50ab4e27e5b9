"""载入一年的放假与调休安排。"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import DayKind
from tongjian.foundation.rulebook.events import CalendarLoaded
from tongjian.foundation.rulebook.models import CalendarDay


@transaction.atomic
def load_calendar_year(*, actor: Actor, year: int, citation: str, days: Iterable[Mapping[str, str]]) -> int:
    """Days of one year as `date` (ISO), `kind` (holiday or makeup) and `name`, by the notice of the State Council.

    Refused whole when a day is of another year, is twice there, or the year is already loaded. Provisional clocks are
    recomputed by whoever hears `rulebook.calendar_loaded`.
    """
    require(ALLOW if actor.has("rulebook.load") else deny("没有载入日历的权限。"))
    if not citation.strip():
        raise RuleViolated("citation_missing", "请写明放假安排的通知文号。")
    if CalendarDay.objects.filter(date__year=year).exists():
        raise RuleViolated("year_loaded", f"{year} 年的日历已经载入。")
    rows = [_day(row, year, citation.strip()) for row in days]
    if not rows or len({row.date for row in rows}) != len(rows):
        raise RuleViolated("calendar_rows", "日历没有内容，或者同一天出现两次。")
    CalendarDay.objects.bulk_create(rows)
    entry = record(actor, "rulebook.loaded", rows[-1], parameters=0, checks=0, terms=0, days=len(rows))
    publish(entry, CalendarLoaded(known_until=date(year + 1, 1, 1).isoformat()))
    return len(rows)


def _day(row: Mapping[str, str], year: int, citation: str) -> CalendarDay:
    try:
        day = date.fromisoformat(row["date"].strip())
    except (KeyError, ValueError) as wrong:
        raise RuleViolated("calendar_rows", f"日期“{row.get('date', '')}”应当写成 {year}-01-01。") from wrong
    if day.year != year or row.get("kind") not in DayKind.values:
        raise RuleViolated("calendar_rows", f"{day} 不是 {year} 年的日期，或者类型不是 holiday、makeup。")
    return CalendarDay(date=day, kind=row["kind"], name=row.get("name", "").strip(), citation=citation)
