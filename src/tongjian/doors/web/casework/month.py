"""A month of limits: what falls due on which day."""

import calendar as almanac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.pages import render_page
from tongjian.doors.web.casework.tabs import tabs_of
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.workdays import Calendar

_SHOWN = 3
_INSTANT = timedelta(microseconds=1)
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: the limits shown, how many more there are, and what kind of day it is."""

    on: date
    clocks: tuple[Clock, ...]
    more: int
    is_other_month: bool
    is_today: bool
    is_workday: bool
    weekday: str


class MonthForm(forms.Form):
    month = forms.DateField(input_formats=["%Y-%m"], required=False)


@require_safe
def month(request: ActorRequest) -> HttpResponse:
    """`?month=2026-11`; anything else is this month."""
    asked = MonthForm(request.GET)
    first = (asked.cleaned_data["month"] if asked.is_valid() else None) or timezone.localdate().replace(day=1)
    weeks = [list(week) for week in almanac.Calendar().monthdatescalendar(first.year, first.month)]
    begins, ends = weeks[0][0], weeks[-1][-1] + timedelta(days=1)
    clocks = list(queries.clocks_due_between(request.actor, _midnight(begins), _midnight(ends)))
    due = _by_day(clocks)
    book = rulebook.calendar()
    context = {
        "first": first,
        "label": f"{first.year} 年 {first.month} 月",
        "previous": (first - timedelta(days=1)).strftime("%Y-%m"),
        "next": (first + timedelta(days=32)).strftime("%Y-%m"),
        "weekdays": _WEEKDAYS,
        "weeks": [[_day(on, due.get(on, []), first, book) for on in week] for week in weeks],
        "total": sum(len(found) for on, found in due.items() if on.month == first.month),
        "has_provisional": any(clock.is_provisional for clock in clocks),
        "expired": ClockState.EXPIRED,
        "suspended": ClockState.SUSPENDED,
        "tabs": tabs_of(request.actor, "month"),
    }
    return render_page(request, "casework/month.html", context)


def _by_day(clocks: Iterable[Clock]) -> dict[date, list[Clock]]:
    """A limit that ends at 24:00 belongs to the day it ends."""
    found: dict[date, list[Clock]] = {}
    for clock in clocks:
        if clock.due_at:
            found.setdefault(timezone.localtime(clock.due_at - _INSTANT).date(), []).append(clock)
    return found


def _day(on: date, clocks: list[Clock], first: date, book: Calendar) -> Day:
    return Day(
        on=on,
        clocks=tuple(clocks[:_SHOWN]),
        more=max(0, len(clocks) - _SHOWN),
        is_other_month=on.month != first.month,
        is_today=on == timezone.localdate(),
        is_workday=book.is_workday(on),
        weekday=_WEEKDAYS[on.weekday()],
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
