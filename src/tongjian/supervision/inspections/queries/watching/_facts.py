"""What every watcher makes and measures with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Func, IntegerField
from django.utils import timezone

from tongjian.foundation.rulebook.choices import Confidence
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections.choices import VisitState, WatchRule
from tongjian.supervision.inspections.models import VisitTeam

LOOKBACK = timedelta(days=90)
"""What lies further back opens no notice: a watcher that starts on an old system must not bury people."""
TOOK_PLACE = (VisitState.UNDERWAY, VisitState.CHECKED, VisitState.REVIEWED, VisitState.PUBLISHED)
AHEAD = (VisitState.PLANNED, VisitState.APPROVED, VisitState.CODED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing a watcher found. `key` is the same whenever the same thing is found; `details` are shown as they are
    now; `limits` are the parameters it was measured by."""

    rule: WatchRule
    key: str
    region_id: str
    agency_ids: frozenset[UUID]
    title: str
    sentence: str
    details: tuple[tuple[str, str], ...]
    limits: tuple[Parameter, ...]
    entity_id: UUID | None = None
    visit_id: UUID | None = None
    is_practice: bool = False

    @property
    def is_design(self) -> bool:
        return any(limit.confidence == Confidence.DESIGN for limit in self.limits)


class DaysBetween(Func):
    """Whole days from the second date to the first, on both engines."""

    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)

    def as_postgresql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context)


def agencies_of(visit_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Which departments take part in each of these visits. One query."""
    found: dict[UUID, set[UUID]] = {}
    teams = VisitTeam.objects.filter(visit__in=set(visit_ids)).order_by()
    for visit_id, agency_id in teams.values_list("visit_id", "agency_id"):
        found.setdefault(visit_id, set()).add(agency_id)
    return {visit_id: frozenset(agencies) for visit_id, agencies in found.items()}


def since() -> date:
    return timezone.localdate() - LOOKBACK
