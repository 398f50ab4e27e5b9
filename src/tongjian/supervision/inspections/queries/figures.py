"""A year of visits in figures: how far they are, and what joining them spared the enterprises."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractMonth

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.policies import visible_visits

_AHEAD = (VisitState.PLANNED, VisitState.APPROVED, VisitState.CODED)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Visits planned on days of the month: still ahead, begun but not all published, published by everybody."""

    month: int
    ahead: int
    begun: int
    published: int


@dataclass(frozen=True, slots=True)
class YearFigures:
    """`visits` are entries into enterprises; `parts` what they would have been had every department gone alone.

    Cancelled visits count nowhere; those without a day only in the totals.
    """

    year: int
    is_practice: bool
    visits: int
    parts: int
    months: tuple[MonthFigures, ...]

    @property
    def spared(self) -> int:
        return self.parts - self.visits


def figures_of_year(actor: Actor, year: int, *, is_practice: bool = False) -> YearFigures:
    """Of the visits the actor may see. Two queries."""
    visits = (
        visible_visits(actor)
        .filter(year=year, is_practice=is_practice, is_check=True)
        .exclude(state=VisitState.CANCELLED)
    )
    rows = visits.annotate(month=ExtractMonth("planned_on")).values_list("month", "state").annotate(n=Count("pk"))
    cells: Counter[tuple[int, str]] = Counter()
    for month, state, n in rows.order_by():
        cells[month or 0, _stage(state)] += n
    return YearFigures(
        year=year,
        is_practice=is_practice,
        visits=cells.total(),
        parts=VisitTeam.objects.filter(visit__in=visits).count(),
        months=tuple(
            MonthFigures(month, *(cells[month, stage] for stage in ("ahead", "begun", "published")))
            for month in range(1, 13)
        ),
    )


def _stage(state: str) -> str:
    if state in _AHEAD:
        return "ahead"
    return "published" if state == VisitState.PUBLISHED else "begun"
