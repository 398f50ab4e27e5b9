"""A day for every visit, against everything that could be tried; and what changes when something changes."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.planner import scheduling
from tongjian.pure.planner.problem import Calendar, Task
from tongjian.pure.planner.replanning import IN_THE_WAY, replan
from tongjian.pure.planner.scheduling import schedule

DAYS, PER_DAY = 3, 2
PLACES = ["140105001", "140105002", "140106001", "140221001"]
FAR = {"near": 1, "far": 3, "travel": 4}


def task(number=0, **changes):
    values = {
        "visit": f"v{number}",
        "entity": f"e{number}",
        "place": PLACES[0],
        "first_day": 0,
        "last_day": DAYS - 1,
        "officers": ("wang",),
        "agencies": ("fire",),
    } | changes
    return Task(**values)


@st.composite
def problems(draw, most=4):
    """Few people, few days, so that they stand in each other's way."""
    tasks = []
    for number in range(draw(st.integers(1, most))):
        first = draw(st.integers(0, DAYS - 1))
        agencies = draw(st.sampled_from([("fire",), ("market",), ("fire", "market")]))
        tasks.append(
            task(
                number,
                entity=draw(st.sampled_from(["e1", "e2", "e3"])),
                place=draw(st.sampled_from(PLACES)),
                first_day=first,
                last_day=draw(st.integers(first, DAYS - 1)),
                officers=tuple(f"{agency}-{draw(st.integers(1, 2))}" for agency in agencies),
                agencies=agencies,
            )
        )
    leave = {"fire-1": frozenset(draw(st.sets(st.integers(0, DAYS - 1), max_size=2)))}
    load = draw(st.sampled_from([{}, {"fire": 1}, {"market": 2}]))
    return tasks, Calendar(days=DAYS, slots_per_day=PER_DAY, leave=leave, agency_load=load)


def is_lawful(tasks, calendar, chosen):
    """By the rules in words: `chosen` has a slot or None for each task."""
    people, entities, loads = set(), set(), {}
    for one, slot in zip(tasks, chosen, strict=True):
        if slot is None:
            continue
        day = slot // calendar.slots_per_day
        if not one.first_day <= day <= one.last_day:
            return False
        for name in one.officers:
            if (name, slot) in people or day in calendar.leave.get(name, ()):
                return False
            people.add((name, slot))
        if (one.entity, slot) in entities:
            return False
        entities.add((one.entity, slot))
        for agency in one.agencies:
            loads[agency, day] = loads.get((agency, day), 0) + 1
    return all(number <= calendar.agency_load.get(agency, 99) for (agency, _), number in loads.items())


def cost(tasks, chosen):
    """Ways between one person's visits of a day, and squares of a department's days, by hand."""
    total, loads = 0, {}
    for name in {name for one in tasks for name in one.officers}:
        own = sorted(
            (slot, one.place)
            for one, slot in zip(tasks, chosen, strict=True)
            if slot is not None and name in one.officers
        )
        for (slot, here), (next_slot, there) in zip(own, own[1:], strict=False):
            if slot // PER_DAY == next_slot // PER_DAY and here != there:
                total += FAR["travel"] * (FAR["near"] if here[:6] == there[:6] else FAR["far"])
    for one, slot in zip(tasks, chosen, strict=True):
        for agency in one.agencies if slot is not None else ():
            loads[agency, slot // PER_DAY] = loads.get((agency, slot // PER_DAY), 0) + 1
    return total + sum(load * load for load in loads.values())


def everything(tasks, calendar):
    choices = [None, *range(DAYS * PER_DAY)]
    return (chosen for chosen in product(choices, repeat=len(tasks)) if is_lawful(tasks, calendar, chosen))


@given(problems(most=3))
def test_a_small_timetable_is_the_best_there_is(problem):
    tasks, calendar = problem
    found = [schedule(tasks, calendar).slots.get(one.visit) for one in tasks]
    assert is_lawful(tasks, calendar, found)
    best = min((chosen.count(None), cost(tasks, chosen)) for chosen in everything(tasks, calendar))
    assert (found.count(None), cost(tasks, found)) == best


@given(problems(most=6), st.integers(0, 3))
def test_a_filled_and_improved_timetable_is_lawful_and_says_the_same_again(problem, seed):
    tasks, calendar = problem
    limit, scheduling.SMALL = scheduling.SMALL, 0
    try:
        one, again = (schedule(tasks, calendar, seed=seed, steps=30) for _ in range(2))
    finally:
        scheduling.SMALL = limit
    assert one == again
    assert is_lawful(tasks, calendar, [one.slots.get(each.visit) for each in tasks])
    assert one.slots.keys() | one.unplaced.keys() == {each.visit for each in tasks}


def test_one_in_the_way_goes_elsewhere(monkeypatch):
    monkeypatch.setattr(scheduling, "SMALL", 0)
    load = {"fire": 1}
    tasks = [task(1, last_day=1), task(2, last_day=2), task(3, first_day=0, last_day=0, officers=("li",))]
    found = schedule(tasks, Calendar(days=3, slots_per_day=2, agency_load=load))
    assert sorted(slot // 2 for slot in found.slots.values()) == [0, 1, 2]
    assert found.slots["v3"] // 2 == 0


def test_improvement_brings_visits_of_one_place_together(monkeypatch):
    monkeypatch.setattr(scheduling, "SMALL", 0)
    tasks = [task(number, place=PLACES[number % 2 * 3], officers=("wang", "li")) for number in range(4)]
    calendar = Calendar(days=2, slots_per_day=2)
    found = schedule(tasks, calendar, seed=1, steps=400)
    assert cost(tasks, [found.slots[one.visit] for one in tasks]) == 8


def test_who_stops_the_improvement_keeps_what_was_found(monkeypatch):
    monkeypatch.setattr(scheduling, "SMALL", 0)
    seen = []
    found = schedule(
        [task()], Calendar(days=1, slots_per_day=1), steps=5000, proceed=lambda *at: bool(seen.append(at))
    )
    assert (found.slots, seen) == ({"v0": 0}, [(0, 5000)])


def test_who_cannot_be_there_is_named():
    calendar = Calendar(days=1, slots_per_day=1, leave={"li": frozenset({0})})
    found = schedule([task(officers=("wang", "li"))], calendar)
    assert (found.slots, found.unplaced) == ({}, {"v0": ("li",)})


def test_what_is_fixed_stays():
    tasks = [task(1, fixed=0), task(2, last_day=0)]
    assert schedule(tasks, Calendar(days=1, slots_per_day=2)).slots == {"v1": 0, "v2": 1}


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ([task(1), task(1)], "named twice"),
        ([task(1, first_day=2, last_day=1)], "has no day"),
        ([task(1, fixed=9)], "outside the calendar"),
    ],
)
def test_nonsense_is_an_error(tasks, said):
    with pytest.raises(ValueError, match=said):
        schedule(tasks, Calendar(days=1, slots_per_day=2))


@given(problems(most=4), st.integers(1, 2))
def test_what_changes_is_the_least_that_makes_room_for_one(problem, last_day):
    """A timetable of all but the first; then the first comes, urgently."""
    tasks, calendar = problem
    before = schedule(tasks[1:], calendar).slots
    urgent = [task(0, last_day=min(last_day, DAYS - 1), officers=("fire-1",), entity="e9"), *tasks[1:]]
    old = [before.get(one.visit) for one in urgent]
    if None in old[1:]:
        return
    found = replan(urgent, calendar, before)
    new = [found.timetable.slots.get(one.visit) for one in urgent]
    assert is_lawful(urgent, calendar, new)
    assert found.moved == {
        one.visit: (was, now) for one, was, now in zip(urgent, old, new, strict=True) if was != now and now is not None
    }
    whole = [chosen for chosen in everything(urgent, calendar) if None not in chosen]
    ways = [(effort(old, chosen), chosen) for chosen in whole if effort(old, chosen)[0] <= IN_THE_WAY]
    if ways:
        assert effort(old, new) == min(ways)[0]
    else:
        assert new == old


def effort(old, new):
    """Visits moved besides the first, and days in sum; the first as early as can be."""
    moved = sum(was != now for was, now in list(zip(old, new, strict=True))[1:])
    return moved, new[0] // PER_DAY + sum(
        abs(now // PER_DAY - was // PER_DAY) for was, now in list(zip(old, new, strict=True))[1:]
    )


def test_an_officer_falls_ill_and_only_her_visits_move():
    tasks = [task(1, officers=("li",)), task(2, officers=("li",)), task(3, officers=("wang",))]
    before = {"v1": 0, "v2": 4, "v3": 1}
    calendar = Calendar(days=3, slots_per_day=2, leave={"li": frozenset({0})})
    assert replan(tasks, calendar, before).moved == {"v1": (0, 2)}
