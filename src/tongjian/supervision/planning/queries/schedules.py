"""Reads about schedules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.planning.choices import ScheduleState
from tongjian.supervision.planning.models import Schedule, ScheduleRow
from tongjian.supervision.planning.policies import visible_schedules
from tongjian.supervision.planning.queries.jobs import SILENCE

VISITS_PER_DAY = "schedule.visits_per_day"
"""At how many visits a department can be on one day."""
_OPEN = (ScheduleState.QUEUED, ScheduleState.RUNNING, ScheduleState.ADOPTING)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """One day of a schedule: how many visits, and of which departments."""

    day: date
    visits: int
    agencies: list[tuple[Agency, int]]


@dataclass(frozen=True, slots=True)
class BusiestDay:
    """The day on which a department is at most visits of a schedule, and at how many it can be; None without a
    limit."""

    agency: str
    day: date
    visits: int
    most: int | None


def list_schedules(actor: Actor) -> QuerySet[Schedule]:
    return visible_schedules(actor).select_related("region", "away_officer")


def get_schedule(actor: Actor, schedule_id: UUID) -> Schedule:
    schedule = list_schedules(actor).filter(pk=schedule_id).first()
    if schedule is None:
        raise NotFound("schedule_not_found", "没有这次排期，或者您无权查看。")
    return schedule


def newest_schedule(actor: Actor) -> Schedule | None:
    """The one last worked out."""
    return list_schedules(actor).exclude(built_at=None).order_by("-built_at", "-pk").first()


def find_schedule(schedule_id: UUID) -> Schedule:
    """For the worker, which acts in the name of whoever asked. Raises NotFound."""
    schedule = Schedule.objects.filter(pk=schedule_id).first()
    if schedule is None:
        raise NotFound("schedule_not_found", "没有这次排期。")
    return schedule


def find_open_schedule(region_code: str, *, is_practice: bool) -> Schedule | None:
    """The one under way, lost or not."""
    return Schedule.objects.filter(region=region_code, is_practice=is_practice, state__in=_OPEN).first()


def is_schedule_open(schedule: Schedule) -> bool:
    return schedule.state in _OPEN


def is_schedule_lost(schedule: Schedule) -> bool:
    """Open, but nobody has heard of it for long."""
    return is_schedule_open(schedule) and schedule.seen_at < timezone.now() - SILENCE


def rows_of_schedule(schedule: Schedule) -> QuerySet[ScheduleRow]:
    """Ready to render; a constant number of statements."""
    teams = VisitTeam.objects.select_related("agency").order_by("role", "pk")
    rows = schedule.rows.select_related("visit__entity", "visit__region", "into")
    return rows.prefetch_related(Prefetch("visit__teams", teams))


def days_of_schedule(schedule: Schedule) -> list[DayLoad]:
    """Visits by day and department, joined ones with the visit they go into."""
    visits = dict(schedule.rows.exclude(day=None).values_list("day").annotate(number=Count("pk")).order_by("day"))
    into = dict(schedule.rows.exclude(into=None).values_list("visit_id", "into__pk"))
    day_of = dict(schedule.rows.exclude(day=None).values_list("visit_id", "day"))
    teams = VisitTeam.objects.filter(visit__in=schedule.rows.values("visit")).select_related("agency")
    there: dict[date, dict[Agency, set[UUID]]] = {}
    for team in teams.only("visit_id", "agency__name", "agency__code", "agency__region_id"):
        entry = into.get(team.visit_id, team.visit_id)
        if day := day_of.get(entry):
            there.setdefault(day, {}).setdefault(team.agency, set()).add(entry)
    loads = {day: [(agency, len(found)) for agency, found in parts.items()] for day, parts in there.items()}
    return [
        DayLoad(day, number, sorted(loads.get(day, []), key=lambda load: load[0].name))
        for day, number in visits.items()
    ]


def busiest_days(schedule: Schedule, days: Iterable[DayLoad]) -> list[BusiestDay]:
    """Of every department its fullest day, the earliest of them, beside the limit it was worked out with."""
    limit = rulebook.Limit(VISITS_PER_DAY, timezone.localdate(schedule.built_at) if schedule.built_at else None)
    fullest: dict[Agency, tuple[int, date]] = {}
    for load in days:
        for agency, visits in load.agencies:
            if visits > fullest.get(agency, (0, load.day))[0]:
                fullest[agency] = visits, load.day
    found = []
    for agency, (visits, day) in sorted(fullest.items(), key=lambda one: one[0].name):
        row = limit.of(region=agency.region_id, agency=agency.code)
        found.append(BusiestDay(agency.name, day, visits, int(row.value) if row else None))
    return found
