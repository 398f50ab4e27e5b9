"""Gives every visit its slot: nobody in two places at once, nobody on leave, no department overloaded; then as little
travel and as even days as can be had in the time.

Slots are bits of one integer per officer and department, so that asking where everybody can is one operation. Small
problems are searched through, which is exact. Larger ones are filled in order of urgency, moving visits out of the
way of another where needed, and then improved step by step. The same problem, seed and number of steps give the same
timetable.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, takewhile

from tongjian.pure.planner.days import Days
from tongjian.pure.planner.problem import Calendar, Task, Timetable

SMALL = 20_000
"""Up to so many combinations a problem is searched through."""
TRIES = 6
"""Slots looked at for one visit in one step of improvement."""
MOVED_AT_ONCE = 6
"""Up to so many visits give way to one that has nowhere else to go."""

Proceed = Callable[[int, int], bool]
"""Told how many steps are done, and of how many; says whether to go on."""


def schedule(
    tasks: Sequence[Task], calendar: Calendar, *, seed: int = 0, steps: int = 0, proceed: Proceed | None = None
) -> Timetable:
    """A timetable for these tasks. `steps` of improvement follow the first filling, unless `proceed` ends them before.

    As many visits as possible have a slot where the problem is small. Raises ValueError for a visit that is named
    twice, has no day, or is fixed to a slot outside the calendar.
    """
    _refuse_nonsense(tasks, calendar)
    days = Days(tasks, calendar)
    free = [number for number, task in enumerate(tasks) if task.fixed is None]
    if _combinations(days, free) <= SMALL:
        _search(days, free)
    else:
        numbers = random.Random(seed)
        _fill(days, free, numbers)
        _improve(days, free, numbers, steps, proceed or (lambda done, of: True))
    return days.timetable()


def _refuse_nonsense(tasks: Sequence[Task], calendar: Calendar) -> None:
    if len({task.visit for task in tasks}) != len(tasks):
        raise ValueError("a visit is named twice")
    slots = calendar.days * calendar.slots_per_day
    for task in tasks:
        if task.last_day < task.first_day:
            raise ValueError(f"{task.visit} has no day")
        if task.fixed is not None and not 0 <= task.fixed < slots:
            raise ValueError(f"{task.visit} is fixed to a slot outside the calendar")


def _combinations(days: Days, free: Sequence[int]) -> int:
    product = 1
    for number in free:
        product *= days.allowed(number).bit_count() + 1
        if product > SMALL:
            break
    return product


def _search(days: Days, free: Sequence[int]) -> None:
    """Tries everything: fewest visits without a slot, of these the least cost, of these the earliest found."""
    best: tuple[int, int] | None = None
    best_slots: dict[int, int] = {}

    def descend(place: int, skipped: int, cost: int) -> None:
        nonlocal best, best_slots
        if best is not None and (skipped, cost) >= best:
            return
        if place == len(free):
            best, best_slots = (skipped, cost), dict(days.slot_of)
            return
        number = free[place]
        for slot in bits(days.possible(number)):
            added = days.added_cost(number, slot)
            days.put(number, slot)
            descend(place + 1, skipped, cost + added)
            days.take(number)
        descend(place + 1, skipped + 1, cost)

    descend(0, 0, 0)
    for number in free:
        if number in best_slots:
            days.put(number, best_slots[number])


def _fill(days: Days, free: Sequence[int], numbers: random.Random) -> None:
    """The most urgent first: the least room, then the earliest end, then the most people."""

    def urgency(number: int) -> tuple[int, int, int, int]:
        task = days.tasks[number]
        return (days.allowed(number).bit_count(), task.last_day, -len(task.officers), number)

    homeless = [number for number in sorted(free, key=urgency) if not _settle(days, number, numbers)]
    for number in homeless:
        _settle(days, number, numbers) or _make_room(days, number, numbers)


def _settle(days: Days, number: int, numbers: random.Random) -> bool:
    """Puts the visit into the best of the slots looked at; False where it can be nowhere."""
    slots = _looked_at(days, number, numbers)
    if slots:
        days.put(number, min(slots, key=lambda slot: (days.added_cost(number, slot), slot)))
    return bool(slots)


def _looked_at(days: Days, number: int, numbers: random.Random) -> list[int]:
    """Possible slots: all where they are few; else some beside other visits of the same people, and some anywhere."""
    possible = days.possible(number)
    if possible.bit_count() <= 4 * TRIES:
        return list(bits(possible))
    beside = islice((slot for slot in days.beside(number) if possible >> slot & 1), 2 * TRIES)
    return [*beside, *_at_random(possible, numbers)]


def _make_room(days: Days, number: int, numbers: random.Random) -> bool:
    """Puts the visit where others stand against it that can all go elsewhere; where they are fewest is tried first."""
    ways = {
        (slot, found) for slot in bits(days.allowed(number)) for found in days.ways_in(number, slot, MOVED_AT_ONCE)
    }
    return any(
        _push_aside(days, number, slot, sorted(found), numbers)
        for slot, found in sorted(ways, key=lambda way: (len(way[1]), way[0], sorted(way[1])))
    )


def _push_aside(days: Days, number: int, slot: int, others: Sequence[int], numbers: random.Random) -> bool:
    was = {other: days.take(other) for other in others}
    days.put(number, slot)
    moved = list(takewhile(lambda other: _settle(days, other, numbers), others))
    if len(moved) == len(others):
        return True
    for one in [*moved, number]:
        days.take(one)
    for other, at in was.items():
        days.put(other, at)
    return False


def _improve(days: Days, free: Sequence[int], numbers: random.Random, steps: int, proceed: Proceed) -> None:
    """Moves one visit to where it costs less, or lets two change places, step by step."""
    placed = [number for number in free if number in days.slot_of]
    for step in range(steps if placed else 0):
        if step % 1000 == 0 and not proceed(step, steps):
            return
        number = numbers.choice(placed)
        if step % 2:
            _exchange(days, number, numbers)
            continue
        was = days.take(number)
        slots = [was, *_looked_at(days, number, numbers)]
        days.put(number, min(slots, key=lambda slot: days.added_cost(number, slot)))


def _exchange(days: Days, number: int, numbers: random.Random) -> None:
    """With the only visit that stands in the way in some slot, if both can and it costs less."""
    slot = next(_at_random(days.allowed(number), numbers))
    blockers = days.blockers(number, slot)
    if len(blockers) != 1 or number in blockers:
        return
    [other] = blockers
    if days.tasks[other].fixed is not None:
        return
    was = days.take(number)
    before = days.added_cost(number, was)
    days.take(other)
    before += days.added_cost(other, slot)
    if days.possible(number) >> slot & 1:
        after = days.added_cost(number, slot)
        days.put(number, slot)
        if days.possible(other) >> was & 1 and after + days.added_cost(other, was) < before:
            days.put(other, was)
            return
        days.take(number)
    days.put(other, slot)
    days.put(number, was)


def _at_random(mask: int, numbers: random.Random) -> Iterator[int]:
    """Some of the bits set, each found from a random place onwards."""
    length = mask.bit_length()
    for _ in range(TRIES if length else 0):
        start = numbers.randrange(length)
        if above := mask >> start:
            yield start + (above & -above).bit_length() - 1


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
