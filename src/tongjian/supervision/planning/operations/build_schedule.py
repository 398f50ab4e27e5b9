"""排期：算出每次检查的日期。"""

import time
from collections import Counter
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.queries import names_of_officers
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure import planner
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import ScheduleState
from tongjian.supervision.planning.models import Schedule, ScheduleRow
from tongjian.supervision.planning.operations._schedules import end_badly, lock_schedule, note
from tongjian.supervision.planning.queries import PARTS, Problem
from tongjian.supervision.planning.workflow import SCHEDULE_WORKFLOW

_STEPS_PER_VISIT = 300
"""More improvement than this finds little."""
_BATCH = 2000
_PULSE = timedelta(seconds=5)
BROKEN = "排期中出错。请重试；仍不成功的，请告知系统管理员："


def build_schedule(*, actor: Actor, schedule_id: UUID, seconds: float | None = None) -> Schedule:
    """Works out the days of an asked-for schedule. It is computed before the transaction, so that nobody waits for
    it; then all of it is kept, or nothing. Safe to interrupt and to run twice. `seconds`: the time limit, by default
    `schedule.seconds` of the rulebook. A refusal ends it with its sentence; a fault ends it too and is raised
    again."""
    require(policies.can_schedule(actor))
    schedule = _take_up(actor, schedule_id)
    if schedule.state != ScheduleState.RUNNING:
        return schedule
    limit = float(rulebook.number("schedule.seconds")) if seconds is None else seconds
    started = time.monotonic()
    try:
        problem = queries.problem_of(schedule)
        timetable, steps = _solve(schedule, problem, limit)
        return _keep(actor, schedule_id, problem, timetable, steps, time.monotonic() - started)
    except DomainError as refusal:
        _fail(actor, schedule_id, refusal.code, str(refusal))
    except Exception as fault:
        _fail(actor, schedule_id, "fault", f"{BROKEN}{type(fault).__name__}。")
        raise
    return queries.get_schedule(actor, schedule_id)


@transaction.atomic
def _take_up(actor: Actor, schedule_id: UUID) -> Schedule:
    schedule = lock_schedule(actor, schedule_id)
    if SCHEDULE_WORKFLOW.allows("build", state=schedule.state):
        schedule.state = SCHEDULE_WORKFLOW.check("build", state=schedule.state).target
        schedule.seen_at = timezone.now()
        schedule.save(update_fields=["state", "seen_at"])
    return schedule


def _solve(schedule: Schedule, problem: Problem, seconds: float) -> tuple[planner.Timetable, int]:
    """Days for everything, or, where dates are kept, the least change. Also how many steps of improvement were
    made."""
    if schedule.keeps_dates:
        return planner.replan(problem.tasks, problem.calendar, problem.before).timetable, 0
    pulse = _Pulse(schedule, seconds)
    most = _STEPS_PER_VISIT * len(problem.tasks)
    timetable = planner.schedule(problem.tasks, problem.calendar, seed=schedule.pk.int, steps=most, proceed=pulse)
    return timetable, pulse.steps


class _Pulse:
    """Ends the improvement in time, and shows meanwhile that the work goes on."""

    def __init__(self, schedule: Schedule, seconds: float) -> None:
        self.schedule, self.ends, self.steps = schedule, time.monotonic() + seconds, 0
        self.due = timezone.now() + _PULSE

    def __call__(self, done: int, of: int) -> bool:
        self.steps = done
        if timezone.now() >= self.due:
            self.due = timezone.now() + _PULSE
            running = Schedule.objects.filter(pk=self.schedule.pk, state=ScheduleState.RUNNING)
            running.update(steps=done, seen_at=timezone.now())
        return time.monotonic() < self.ends


@transaction.atomic
def _keep(
    actor: Actor, schedule_id: UUID, problem: Problem, timetable: planner.Timetable, steps: int, seconds: float
) -> Schedule:
    schedule = lock_schedule(actor, schedule_id)
    schedule.state = SCHEDULE_WORKFLOW.check("finish", state=schedule.state).target
    rows = _rows(schedule, problem, timetable)
    ScheduleRow.objects.bulk_create(rows, batch_size=_BATCH)
    schedule.visits = len(rows)
    schedule.entries = len(problem.groups)
    schedule.lower_bound = problem.lower_bound
    schedule.placed = sum(row.day is not None for row in rows)
    schedule.moved = sum(row.day is not None and _is_moved(row) for row in rows)
    schedule.steps, schedule.seconds = steps, round(seconds, 2)
    schedule.built_at = schedule.seen_at = timezone.now()
    schedule.save()
    note(
        actor,
        "schedule.built",
        schedule,
        visits=schedule.visits,
        entries=schedule.entries,
        lower_bound=schedule.lower_bound,
        placed=schedule.placed,
        moved=schedule.moved,
    )
    return schedule


def _rows(schedule: Schedule, problem: Problem, timetable: planner.Timetable) -> list[ScheduleRow]:
    """One row for each visit that was to have a day, first those without one, then by day; where dates are kept, none
    for a visit that keeps its own."""
    names = names_of_officers({UUID(name) for missing in timetable.unplaced.values() for name in missing})
    refused = [
        [ScheduleRow(schedule=schedule, visit=problem.visits[pk], reason=sentence)]
        for pk, sentence in problem.refused.items()
    ]
    entries, loads = [], _Loads(problem, timetable)
    for first, *others in problem.groups:
        visit = problem.visits[first]
        row = ScheduleRow(schedule=schedule, visit=visit, was_day=visit.planned_on, was_part=visit.part)
        slot = timetable.slots.get(str(first))
        if slot is None:
            full = loads.full_for(str(first))
            row.reason = _too_many(problem, full) if full else _why_not(timetable.unplaced[str(first)], names)
        else:
            row.day, row.part = problem.day_of(slot)
        if not (schedule.keeps_dates and row.was_day and row.day and not _is_moved(row)):
            joined = [ScheduleRow(schedule=schedule, visit=problem.visits[pk], into=visit) for pk in others]
            entries.append([row, *joined])
    ordered = sorted([*refused, *entries], key=lambda rows: (rows[0].day or date.min, rows[0].part))
    return list(chain.from_iterable(ordered))


def _is_moved(row: ScheduleRow) -> bool:
    """A visit that had only a day has not moved when it gets a half of that day."""
    return row.was_day is not None and (row.day != row.was_day or bool(row.was_part) and row.part != row.was_part)


class _Loads:
    """On which days departments can be at no further visit."""

    def __init__(self, problem: Problem, timetable: planner.Timetable) -> None:
        self.tasks = {task.visit: task for task in problem.tasks}
        self.most = problem.calendar.agency_load
        there = Counter(
            (agency, slot // len(PARTS))
            for visit, slot in timetable.slots.items()
            for agency in self.tasks[visit].agencies
        )
        self.full = {key for key, number in there.items() if number >= self.most.get(key[0], number + 1)}

    def full_for(self, visit: str) -> list[str]:
        """Departments of the visit that are full on every day it may be on."""
        task = self.tasks[visit]
        span = range(task.first_day, task.last_day + 1)
        return [agency for agency in task.agencies if all((agency, day) in self.full for day in span)]


def _too_many(problem: Problem, full: list[str]) -> str:
    names = {str(team.agency_id): team.agency.name for visit in problem.visits.values() for team in visit.teams.all()}
    loads = problem.calendar.agency_load
    who = "、".join(f"{names[agency]}（每天最多 {loads[agency]} 次）" for agency in full)
    return f"检查期间内，{who}每天的检查都已排满。请延长检查期间、减少检查，或者调整规则库中的每天上限。"


def _why_not(missing: tuple[str, ...], names: dict[UUID, str]) -> str:
    if not missing:
        return "检查期间内，参检人员没有共同的时间。请调整人员，或者由部分部门另行检查。"
    people = "、".join(sorted(names[UUID(name)] for name in missing))
    return f"检查期间内，{people}与其他人没有共同的时间。请在检查页面调整人员后再排。"


@transaction.atomic
def _fail(actor: Actor, schedule_id: UUID, code: str, sentence: str) -> None:
    schedule = lock_schedule(actor, schedule_id)
    if SCHEDULE_WORKFLOW.allows("fail", state=schedule.state):
        target = SCHEDULE_WORKFLOW.check("fail", state=schedule.state).target
        end_badly(actor, schedule, code, sentence, target)
