"""When an officer falls ill or something urgent comes up: only what must change changes.

Visit by visit, the most urgent first: as few others as possible are moved out of its way, then the days are as near to
the old ones as can be, and for a visit that had none as early as can be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongjian.pure.planner.days import Days
from tongjian.pure.planner.problem import Calendar, Task, Timetable
from tongjian.pure.planner.scheduling import bits

IN_THE_WAY = 2
"""How many visits that could stay may be moved for one that cannot."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """`moved`: (old slot, new slot) of each visit that changes; the old one is None for a visit that had none."""

    timetable: Timetable
    moved: Mapping[str, tuple[int | None, int]]


def replan(tasks: Sequence[Task], calendar: Calendar, slots: Mapping[str, int]) -> Replanned:
    """The timetable `slots` made right again for tasks and calendar as they are now.

    Where one visit must move, no plan that moves up to IN_THE_WAY others moves fewer, and of those that move as many
    none goes less far.
    """
    days = Days(tasks, calendar)
    homeless = _keep(days, slots)
    for number in sorted(homeless, key=lambda one: (days.allowed(one).bit_count(), tasks[one].last_day, one)):
        _place(days, number, slots)
    timetable = days.timetable()
    moved = {visit: (slots.get(visit), slot) for visit, slot in timetable.slots.items() if slots.get(visit) != slot}
    return Replanned(timetable, moved)


def _keep(days: Days, slots: Mapping[str, int]) -> list[int]:
    """Puts back what may stay where it was; the places of the others."""
    homeless = []
    for number, task in enumerate(days.tasks):
        if task.fixed is not None:
            continue
        slot = slots.get(task.visit)
        if slot is not None and days.possible(number) >> slot & 1:
            days.put(number, slot)
        else:
            homeless.append(number)
    return homeless


def _place(days: Days, number: int, slots: Mapping[str, int]) -> None:
    """Finds room: moves no other visit for it, then one, then two. Where that does not help it stays without."""
    for most in range(IN_THE_WAY + 1):
        best: tuple[int, dict[int, int]] | None = None
        for others in dict.fromkeys(_others(days, number, most)):
            was = {other: days.take(other) for other in sorted(others)}
            found = _nearest(days, [number, *was], slots)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
            for other, slot in was.items():
                days.put(other, slot)
        if best is not None:
            for other in best[1].keys() & days.slot_of.keys():
                days.take(other)
            for other, slot in best[1].items():
                days.put(other, slot)
            return


def _others(days: Days, number: int, most: int) -> Iterator[frozenset[int]]:
    """Sets of exactly `most` visits whose going may make room: those in the way, or one in the way and one in its."""
    if most == 0:
        yield frozenset()
        return
    for slot in bits(days.allowed(number)):
        for ways in days.ways_in(number, slot, most):
            if len(ways) == most:
                yield ways
            elif len(ways) == 1 and most == IN_THE_WAY:
                [first] = ways
                for other in bits(days.allowed(first)):
                    yield from (ways | chain for chain in days.ways_in(first, other, 1) if chain and chain != ways)


def _nearest(days: Days, numbers: Sequence[int], slots: Mapping[str, int]) -> tuple[int, dict[int, int]] | None:
    """Slots for all of them with the least days moved in sum, or nothing."""
    per_day = days.calendar.slots_per_day
    best: tuple[int, dict[int, int]] | None = None

    def far(number: int, slot: int) -> int:
        task = days.tasks[number]
        was = slots.get(task.visit)
        return slot // per_day - (task.first_day if was is None else was // per_day)

    def descend(place: int, total: int, chosen: dict[int, int]) -> None:
        nonlocal best
        if best is not None and total >= best[0]:
            return
        if place == len(numbers):
            best = (total, dict(chosen))
            return
        number = numbers[place]
        for slot in sorted(bits(days.possible(number)), key=lambda one: (abs(far(number, one)), one)):
            days.put(number, slot)
            descend(place + 1, total + abs(far(number, slot)), chosen | {number: slot})
            days.take(number)

    descend(0, 0, {})
    return best
