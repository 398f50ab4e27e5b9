"""The open visits of a place as a problem of days, and a schedule read by the independent checker."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from tongjian.foundation.org.queries import leave_of_officers, names_of_officers
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure import planner
from tongjian.pure.codes import significant
from tongjian.supervision.inspections.choices import DayPart, TeamState, VisitState
from tongjian.supervision.inspections.models import Visit, VisitOfficer, VisitTeam
from tongjian.supervision.inspections.queries import PLANNED_CAUSE, visits_left
from tongjian.supervision.planning.models import Schedule
from tongjian.supervision.planning.queries.schedules import VISITS_PER_DAY

PARTS = [DayPart.MORNING, DayPart.AFTERNOON]
"""The slots of a day, in their order."""
_MOVABLE = (VisitState.PLANNED, VisitState.APPROVED)
_ASKED = (*_MOVABLE, VisitState.CODED)


@dataclass(eq=False)
class Problem:
    """What the planner is asked. `days`: the workdays in order, slot `s` is part `s % 2` of day `s // 2`.

    `groups`: visits that become one entry, the first of each takes in the others. `refused`: visits that a cap
    forbids, with the sentence why. `before`: the slot each visit has now.
    """

    days: list[date]
    visits: dict[UUID, Visit]
    groups: list[list[UUID]] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)
    tasks: list[planner.Task] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)
    lower_bound: int = 0
    calendar: planner.Calendar = field(default_factory=lambda: planner.Calendar(days=0, slots_per_day=len(PARTS)))

    def day_of(self, slot: int) -> tuple[date, DayPart]:
        return self.days[slot // len(PARTS)], PARTS[slot % len(PARTS)]

    def slot_of(self, day: date, part: str) -> int | None:
        """None for a day that is no workday, or lies outside."""
        place = bisect_left(self.days, day)
        if place == len(self.days) or self.days[place] != day:
            return None
        return place * len(PARTS) + (PARTS.index(DayPart(part)) if part else 0)


def problem_of(schedule: Schedule) -> Problem:
    """Visits of the region that wait for a day, those that have one and keep it, who is on leave, what the caps leave.

    A constant number of statements, whatever the number of visits.
    """
    today = timezone.localdate()
    visits = list(_open_visits(schedule, today))
    until = max((visit.window_until for visit in visits), default=today)
    problem = Problem(_workdays(today, until), {visit.pk: visit for visit in visits})
    free = [visit for visit in visits if _is_free(schedule, visit)]
    starts = _first_days(free, today)
    _group(schedule, problem, free, starts)
    merged = {pk for group in problem.groups for pk in group}
    fixed = [visit for visit in visits if visit.pk not in merged and visit.planned_on is not None]
    problem.tasks = [_task(problem, [problem.visits[pk] for pk in group], starts) for group in problem.groups]
    problem.tasks += _fixed_tasks(problem, fixed)
    problem.before = {
        str(visit.pk): slot
        for visit in free
        if visit.planned_on and (slot := problem.slot_of(visit.planned_on, visit.part)) is not None
    }
    officers = {name for task in problem.tasks for name in task.officers}
    leave = _leave(schedule, problem, {UUID(name) for name in officers}, until)
    problem.calendar = planner.Calendar(
        days=len(problem.days), slots_per_day=len(PARTS), leave=leave, agency_load=loads_of(visits, today)
    )
    return problem


def loads_of(visits: Iterable[Visit], on: date) -> dict[str, int]:
    """By agency, at how many visits it can be on one day, as the rulebook says on that day. Needs `teams.agency`
    loaded; one query."""
    limit = rulebook.Limit(VISITS_PER_DAY, on)
    agencies = {team.agency_id: team.agency for visit in visits for team in visit.teams.all()}
    found = {str(pk): limit.of(region=agency.region_id, agency=agency.code) for pk, agency in agencies.items()}
    return {pk: int(row.value) for pk, row in found.items() if row is not None}


def check_schedule(schedule: Schedule) -> list[str]:
    """What the independent checker says of the days in the schedule, read from its rows; empty when they keep all
    rules. Visits of the place that have a day without being in it stand where they are."""
    rows = list(schedule.rows.filter(into=None))
    joined: dict[UUID, list[UUID]] = {}
    for visit_id, into_id in schedule.rows.exclude(into=None).values_list("visit_id", "into_id"):
        joined.setdefault(into_id, []).append(visit_id)
    known = [row.visit_id for row in rows] + [pk for pks in joined.values() for pk in pks]
    visits = {visit.pk: visit for visit in _with_people(Visit.objects.filter(pk__in=known))}
    others = [one for one in _open_visits(schedule, timezone.localdate()) if one.pk not in visits and one.planned_on]
    every = [*visits.values(), *others]
    since = min([timezone.localdate(), *(visit.window_from for visit in every)])
    until = max((visit.window_until for visit in every), default=since)
    problem = Problem(_workdays(since, until), visits)
    starts = {visit.pk: visit.window_from for visit in every}
    problem.tasks = [
        _task(problem, [visits[row.visit_id], *(visits[pk] for pk in joined.get(row.visit_id, ()))], starts)
        for row in rows
    ]
    fixed = _fixed_tasks(problem, others)
    slots = {task.visit: task.fixed for task in fixed if task.fixed is not None}
    slots |= {
        str(row.visit_id): at for row in rows if row.day and (at := problem.slot_of(row.day, row.part)) is not None
    }
    unplaced: dict[str, tuple[str, ...]] = {str(row.visit_id): () for row in rows if row.day is None}
    officers = {UUID(name) for task in problem.tasks for name in task.officers}
    leave = _leave(schedule, problem, officers, until)
    # As the rulebook said when the days were worked out; a change since then is no fault of the schedule.
    loads = loads_of(every, timezone.localdate(schedule.built_at) if schedule.built_at else timezone.localdate())
    calendar = planner.Calendar(days=len(problem.days), slots_per_day=len(PARTS), leave=leave, agency_load=loads)
    timetable = planner.Timetable(slots=slots, unplaced=unplaced)
    found = planner.find_broken_days([*problem.tasks, *fixed], calendar, timetable)
    before = planner.Timetable(slots={task.visit: slots[task.visit] for task in fixed}, unplaced={})
    theirs = planner.find_broken_days(fixed, calendar, before)  # is not this schedule's doing
    names = names_of_officers(officers)
    return [_in_words(sentence, every, names) for sentence in found if sentence not in theirs]


def _workdays(since: date, until: date) -> list[date]:
    calendar = rulebook.calendar()
    span = (since + timedelta(days=n) for n in range((until - since).days))
    return [day for day in span if calendar.is_workday(day)]


def _open_visits(schedule: Schedule, today: date) -> QuerySet[Visit]:
    visits = Visit.objects.filter(
        region__code__startswith=significant(schedule.region_id),
        is_practice=schedule.is_practice,
        window_until__gt=today,
    )
    has_day = visits.filter(state__in=_ASKED, planned_on__gte=today)
    waits = visits.filter(state=VisitState.PLANNED)
    return _with_people((has_day | waits).distinct()).order_by("window_until", "sequence", "pk")


def _with_people(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    officers = VisitOfficer.objects.filter(replaced_at=None).order_by("place")
    teams = VisitTeam.objects.select_related("agency__kind").prefetch_related(Prefetch("officers", officers))
    return visits.select_related("entity").prefetch_related(Prefetch("teams", teams.order_by("pk")))


def _is_free(schedule: Schedule, visit: Visit) -> bool:
    """Whether the schedule may give it a day: without one; where dates are kept, any that has no code."""
    if not visit.is_check:
        return False
    if schedule.keeps_dates:
        return visit.state in _MOVABLE
    has_asked = any(team.state != TeamState.PLANNED for team in visit.teams.all())
    return visit.planned_on is None and not has_asked


def _first_days(visits: Iterable[Visit], today: date) -> dict[UUID, date]:
    """The first day each visit may be on: in its window and, unless it has a cause of its own, after the notice."""
    calendar = rulebook.calendar()
    notices: dict[str, date] = {}
    starts = {}
    for visit in visits:
        if visit.region_id not in notices:
            days = int(rulebook.required("visit.notice", region=visit.region_id).value)
            notices[visit.region_id] = calendar.add_workdays(today, days)
        earliest = notices[visit.region_id] if visit.cause == PLANNED_CAUSE else today
        starts[visit.pk] = max(visit.window_from, earliest)
    return starts


def _group(schedule: Schedule, problem: Problem, free: Sequence[Visit], starts: Mapping[UUID, date]) -> None:
    """Visits of one enterprise with a day in common become one entry; what the caps forbid is refused."""
    within = [visit for visit in free if starts[visit.pk] < visit.window_until and _span(problem, visit, starts)]
    for visit in free:
        if visit not in within:
            problem.refused[visit.pk] = "提前通知被检查对象以后，检查期间内已经没有工作日。请取消检查或者另行安排。"
    joinable = [visit for visit in within if not schedule.keeps_dates and visit.cause == PLANNED_CAUSE]
    groups, _ = _merged(problem, joinable, starts)
    groups += [[visit] for visit in within if visit not in joinable]
    _refuse_capped(schedule, problem, groups)
    left = [[visit for visit in group if visit.pk not in problem.refused] for group in groups]
    problem.groups = [[visit.pk for visit in group] for group in left if group]
    joined = [visit for group in left for visit in group if visit in joinable]
    problem.lower_bound = _merged(problem, joined, starts)[1] + sum(map(len, left)) - len(joined)


def _merged(problem: Problem, visits: Sequence[Visit], starts: Mapping[UUID, date]) -> tuple[list[list[Visit]], int]:
    """The visits of each entry, and the least number of entries. A visit is not taken apart."""
    checks = []
    for visit in visits:
        first, last = _span(problem, visit, starts) or (0, 0)
        checks.append(planner.Check(str(visit.entity.merged_into_id or visit.entity_id), str(visit.pk), first, last))
    entries, _, lower_bound = planner.merge_checks(checks)
    return [[visits[place] for place in entry.checks] for entry in entries], lower_bound


def _refuse_capped(schedule: Schedule, problem: Problem, groups: Sequence[Sequence[Visit]]) -> None:
    """Visits beyond a cap (V06), in the order of the entries: a department that comes twice in one entry counts
    once."""
    teams: list[VisitTeam] = []
    for visit in chain.from_iterable(groups):
        for team in visit.teams.all():
            team.visit = visit
            teams.append(team)
    left = _left(teams, is_practice=schedule.is_practice)
    of = {visit.pk: number for number, group in enumerate(groups) for visit in group}
    seen: dict[tuple[int, UUID, UUID], set[int]] = {}
    for team in teams:
        pair, entry = (team.visit.year, team.visit.entity_id, team.agency_id), of[team.visit_id]
        entries = seen.setdefault(pair, set())
        if pair in left and entry not in entries and len(entries) >= max(0, left[pair]):
            sentence = f"{team.agency.name}对这家企业的检查已达年度频次上限（V06），请取消检查或者由该部门移交、退出。"
            problem.refused.setdefault(team.visit_id, sentence)
        else:
            entries.add(entry)


def _left(teams: Sequence[VisitTeam], *, is_practice: bool) -> dict[tuple[int, UUID, UUID], int]:
    """By (year, entity, agency), how many visits the caps of that year still allow."""
    today = timezone.localdate()
    found = {}
    for year in sorted({team.visit.year for team in teams}):
        day = today if year == today.year else date(year, 1, 1)
        own = [team for team in teams if team.visit.year == year]
        left = visits_left(own, day, is_practice=is_practice)
        found.update({(year, entity, agency): number for (entity, agency), number in left.items()})
    return found


def _span(problem: Problem, visit: Visit, starts: Mapping[UUID, date]) -> tuple[int, int] | None:
    """First and last workday it may be on, as places in `days`; None where there is none."""
    first, end = bisect_left(problem.days, starts[visit.pk]), bisect_left(problem.days, visit.window_until)
    return (first, end - 1) if first < end else None


def _task(problem: Problem, visits: Sequence[Visit], starts: Mapping[UUID, date]) -> planner.Task:
    spans = [_span(problem, visit, starts) or (0, -1) for visit in visits]
    return planner.Task(
        visit=str(visits[0].pk),
        entity=str(visits[0].entity.merged_into_id or visits[0].entity_id),
        place=visits[0].region_id,
        first_day=max(first for first, _ in spans),
        last_day=min(last for _, last in spans),
        officers=tuple(dict.fromkeys(name for visit in visits for name in _people(visit))),
        agencies=tuple(sorted({str(team.agency_id) for visit in visits for team in visit.teams.all()})),
    )


def _fixed_tasks(problem: Problem, visits: Sequence[Visit]) -> list[planner.Task]:
    """Visits that keep their day. Whose half of the day nobody has said takes the first that is free."""
    tasks: list[planner.Task] = []
    taken: set[tuple[str, int]] = set()
    for visit in sorted(visits, key=lambda visit: (not visit.part, visit.number)):
        slot = problem.slot_of(visit.planned_on, visit.part) if visit.planned_on else None
        if slot is None:
            continue
        keys = [*_people(visit), str(visit.entity_id)]
        halves = [slot] if visit.part else range(slot, slot + len(PARTS))
        slot = next((half for half in halves if not any((key, half) in taken for key in keys)), slot)
        taken.update((key, slot) for key in keys)
        day = slot // len(PARTS)
        task = _task(problem, [visit], {visit.pk: visit.window_from})
        tasks.append(replace(task, first_day=day, last_day=day, fixed=slot))
    return tasks


def _people(visit: Visit) -> list[str]:
    return [str(row.officer_id) for team in visit.teams.all() for row in team.officers.all()]


def _leave(schedule: Schedule, problem: Problem, officers: set[UUID], until: date) -> dict[str, frozenset[int]]:
    """Days away by officer: leave on record, and what was told for this schedule."""
    away = leave_of_officers(officers, problem.days[0], until) if problem.days else []
    if schedule.away_officer_id and schedule.away_from and schedule.away_until:
        away.append((schedule.away_officer_id, schedule.away_from, schedule.away_until))
    found: dict[str, set[int]] = {}
    for officer_id, first, back in away:
        span = range(bisect_left(problem.days, first), bisect_left(problem.days, back))
        found.setdefault(str(officer_id), set()).update(span)
    return {name: frozenset(days) for name, days in found.items()}


def _in_words(sentence: str, visits: Iterable[Visit], officers: Mapping[UUID, str]) -> str:
    """With numbers and names in the place of keys."""
    names = {str(pk): name for pk, name in officers.items()}
    for visit in visits:
        names |= {str(visit.pk): visit.number, str(visit.entity_id): visit.entity.name}
        names |= {str(team.agency_id): team.agency.name for team in visit.teams.all()}
    for key, name in names.items():
        sentence = sentence.replace(key, name)
    return sentence
