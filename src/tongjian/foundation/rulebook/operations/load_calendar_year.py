"""载入年度日历。"""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import DayKind
from tongjian.foundation.rulebook.events import CalendarLoaded
from tongjian.foundation.rulebook.models import CalendarDay
from tongjian.foundation.rulebook.policies import can_load_calendar

_COLUMNS = {"日期": "date", "类型": "kind", "名称": "name", "依据": "citation"}
_KINDS = {str(kind.label): kind for kind in DayKind} | {kind.value: kind for kind in DayKind}
_SATURDAY = 5


@transaction.atomic
def load_calendar_year(*, actor: Actor, text: str) -> int:
    """The holidays and make-up days of the year after the last known one, as the State Council's office announced
    them: rows of date, kind (放假/调休上班), name and citation, comma or tab separated, under a header. Returns the
    number of days. Raises RuleViolated naming the first line that is wrong; then nothing is loaded.
    """
    known = list(CalendarDay.objects.select_for_update().order_by("-date")[:1])
    require(can_load_calendar(actor))
    days = list(_read(text))
    if not any(day.kind == DayKind.HOLIDAY for day in days):
        raise RuleViolated("calendar_empty", "没有读到放假日期：第一行应当是“日期,类型,名称,依据”，以下每行一天。")
    year = days[0].date.year
    if known and year <= known[0].date.year:
        raise Conflict("year_loaded", f"{year} 年的日历已经载入。")
    if known and year != known[0].date.year + 1:
        raise RuleViolated("year_gap", f"应当先载入 {known[0].date.year + 1} 年的日历。")
    CalendarDay.objects.bulk_create(days)
    newest = max(days, key=lambda day: day.date)
    digest = hashlib.sha256(text.encode()).hexdigest()
    entry = record(actor, "rulebook.year_loaded", newest, year=year, days=len(days), sha256=digest)
    publish(entry, CalendarLoaded(known_until=date(year + 1, 1, 1).isoformat()))
    return len(days)


def _read(text: str) -> Iterator[CalendarDay]:
    lines = text.lstrip("\ufeff").strip()
    head = lines.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(lines, newline=""), delimiter="\t" if "\t" in head else ",")
    rows.fieldnames = [_COLUMNS.get(name.strip(), name.strip()) for name in rows.fieldnames or ()]
    seen: set[date] = set()
    for number, row in enumerate(rows, start=2):
        day = _day({name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}, number)
        if day.date in seen:
            raise RuleViolated("calendar_row", f"第 {number} 行：{day.date} 出现了两次。")
        if seen and day.date.year != next(iter(seen)).year:
            raise RuleViolated("calendar_row", f"第 {number} 行：一次只能载入一个年度。")
        seen.add(day.date)
        yield day


def _day(row: dict[str, str], number: int) -> CalendarDay:
    try:
        on = date.fromisoformat(row.get("date", ""))
    except ValueError as wrong:
        raise RuleViolated("calendar_row", f"第 {number} 行：日期应当写作 2027-01-01。") from wrong
    kind = _KINDS.get(row.get("kind", ""))
    if kind is None:
        raise RuleViolated("calendar_row", f"第 {number} 行：类型应当是“放假”或者“调休上班”。")
    if kind == DayKind.MAKEUP and on.weekday() < _SATURDAY:
        raise RuleViolated("calendar_row", f"第 {number} 行：{on} 本来就是工作日，不是调休上班。")
    if not row.get("citation"):
        raise RuleViolated("calendar_row", f"第 {number} 行：请写明依据（国务院办公厅通知文号）。")
    return CalendarDay(date=on, kind=kind, name=row.get("name", "")[:60], citation=row["citation"][:300])
