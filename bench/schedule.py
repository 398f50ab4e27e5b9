"""A year of one city: every department wants to see every enterprise once, in a time of its own.

    python -m bench.schedule [--entities 10000] [--departments 10] [--seconds 300]

Checks become entries, the draw sends officers to them, entries get their days; where no day suits all departments of
an entry, each comes by itself. The independent checkers read the result. The rival, as most systems do it: the entries
in the order of the draw, each on its first free day.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bench.measure import report
from tongjian.pure.planner import (
    Calendar,
    Caps,
    Check,
    Entry,
    Task,
    Timetable,
    find_broken_caps,
    find_broken_days,
    merge_checks,
    schedule,
)
from tongjian.pure.planner.days import Days, way
from tongjian.pure.sampling import OfficerRow, VisitNeed, match_officers

DAYS, PER_DAY = 250, 2
COUNTIES = [f"1401{number:02d}" for number in range(5, 15)]
OFFICERS_PER_COUNTY = 12
SEED = hashlib.sha256(b"bench").digest()


def build(entities: int, departments: int, dice: random.Random) -> tuple[list[Check], dict[str, str]]:
    checks, places = [], {}
    for number in range(entities):
        name = f"{number:032x}"
        places[name] = f"{dice.choice(COUNTIES)}{dice.randrange(1, 9):03d}"
        for department in range(departments):
            first = dice.randrange(0, DAYS - 40)
            checks.append(Check(name, f"d{department:02d}", first, min(first + dice.randrange(20, 120), DAYS - 1)))
    return checks, places


def match(
    entries: Sequence[Entry], checks: Sequence[Check], places: Mapping[str, str], departments: int
) -> list[Task]:
    """The officers of each entry, by the draw's own rule."""
    officers = [
        OfficerRow(
            officer_id=f"{department:02d}{place:02d}{number:04d}".rjust(32, "0"),
            agency=f"d{department:02d}",
            regions=frozenset({county}),
            qualifications=frozenset({"item"}),
            recusals=frozenset(),
            cap=DAYS * PER_DAY,
            valid_until="2027-12-31",
        )
        for department in range(departments)
        for place, county in enumerate(COUNTIES)
        for number in range(OFFICERS_PER_COUNTY)
    ]
    windows: dict[str, int] = {}
    needs, of = [], {}
    for number, entry in enumerate(entries):
        windows[entry.entity] = window = windows.get(entry.entity, 0) + 1
        of[entry.entity, window] = number
        items = {checks[place].agency: frozenset({"item"}) for place in entry.checks}
        needs.append(VisitNeed(entry.entity, places[entry.entity][:6], items, window))
    people: dict[int, list[str]] = {number: [] for number in range(len(entries))}
    for team in match_officers(SEED, "bench", 1, needs, officers, 2, valid_on="2026-12-31"):
        people[of[team.unit_id, team.window]] += team.officer_ids
    return [
        Task(
            visit=f"v{number}",
            entity=entry.entity,
            place=places[entry.entity],
            first_day=entry.first_day,
            last_day=entry.last_day,
            officers=tuple(people[number]),
            agencies=tuple(sorted({checks[place].agency for place in entry.checks})),
        )
        for number, entry in enumerate(entries)
    ]


def come_apart(
    apart: Sequence[Entry],
    entries: Sequence[Entry],
    tasks: Sequence[Task],
    found: Timetable,
    checks: Sequence[Check],
    places: Mapping[str, str],
    departments: int,
    calendar: Calendar,
) -> tuple[list[Entry], list[Task], Timetable]:
    """What has a day stays; of the others each department comes by itself, within all of its own days."""
    kept = [entry for entry, task in zip(entries, tasks, strict=True) if task.visit in found.slots]
    stays = [replace(task, fixed=found.slots[task.visit]) for task in tasks if task.visit in found.slots]
    single = [
        Entry(entry.entity, (place,), checks[place].first_day, checks[place].last_day)
        for entry in apart
        for place in entry.checks
    ]
    more = [replace(task, visit=f"s{task.visit}") for task in match(single, checks, places, departments)]
    timetable = schedule([*stays, *more], calendar, seed=1)
    return [*kept, *single], [replace(task, fixed=None) for task in [*stays, *more]], timetable


def first_free(tasks: Sequence[Task], calendar: Calendar) -> Timetable:
    days = Days(tasks, calendar)
    for number in range(len(tasks)):
        if possible := days.possible(number):
            days.put(number, (possible & -possible).bit_length() - 1)
    return days.timetable()


def travel(tasks: Sequence[Task], timetable: Timetable) -> int:
    """Ways out of a township between two visits of one officer on one day."""
    at = {
        (name, timetable.slots[task.visit]): task.place
        for task in tasks
        if task.visit in timetable.slots
        for name in task.officers
    }
    return sum(
        way(place, at[name, slot + 1]) > 0
        for (name, slot), place in at.items()
        if slot % PER_DAY == 0 and (name, slot + 1) in at
    )


def unevenness(tasks: Sequence[Task], timetable: Timetable) -> float:
    """Mean square of a department's visits on a day, against the square of its mean: 1 is even."""
    loads: dict[tuple[str, int], int] = {}
    for task in tasks:
        for agency in task.agencies if task.visit in timetable.slots else ():
            day = timetable.slots[task.visit] // PER_DAY
            loads[agency, day] = loads.get((agency, day), 0) + 1
    cells = len({agency for agency, _ in loads}) * DAYS
    mean = sum(loads.values()) / cells
    return sum(load * load for load in loads.values()) / cells / mean**2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--departments", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=300)
    given = parser.parse_args()
    checks, places = build(given.entities, given.departments, random.Random(7))
    started = time.perf_counter()
    caps = Caps(left={(check.entity, check.agency): 2 for check in checks})
    entries, refused, bound = merge_checks(checks, caps)
    merged = time.perf_counter()
    tasks = match(entries, checks, places, given.departments)
    calendar = Calendar(days=DAYS, slots_per_day=PER_DAY)
    matched = time.perf_counter()
    ends = matched + given.seconds
    found = schedule(tasks, calendar, seed=1, steps=10**9, proceed=lambda done, of: time.perf_counter() < ends)
    together = len(entries)
    if apart := [entry for entry, task in zip(entries, tasks, strict=True) if task.visit in found.unplaced]:
        entries, tasks, found = come_apart(apart, entries, tasks, found, checks, places, given.departments, calendar)
    seconds = time.perf_counter() - started
    broken = find_broken_caps(checks, entries, refused, caps)
    broken += find_broken_days(tasks, calendar, found)
    rival = first_free(tasks, calendar)
    report(
        "schedule",
        {
            "entities": given.entities,
            "checks": len(checks),
            "visits": len(entries),
            "lower_bound": bound,
            "gap": round((len(entries) - bound) / bound, 4),
            "came_apart": len(apart),
            "visits_if_all_came_together": together,
            "unplaced": len(found.unplaced),
            "violations": len(broken),
            "seconds": round(seconds, 1),
            "merge_seconds": round(merged - started, 2),
            "match_seconds": round(matched - merged, 1),
            "ways": travel(tasks, found),
            "unevenness": round(unevenness(tasks, found), 3),
            "first_free_unplaced": len(rival.unplaced),
            "first_free_ways": travel(tasks, rival),
            "first_free_unevenness": round(unevenness(tasks, rival), 3),
        },
    )


if __name__ == "__main__":
    main()
