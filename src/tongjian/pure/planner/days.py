"""Who is where in which slot while a timetable is made, and what that costs.

Cost: for every officer and day the way between consecutive visits (0 in one place, NEAR in one county, FAR beyond it)
times TRAVEL, and for every department and day the square of its visits, which is least when its days are even.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tongjian.pure.planner.problem import Calendar, Task, Timetable

NEAR, FAR, TRAVEL = 1, 3, 4
_COUNTY = 6


class Days:
    """A timetable that grows and shrinks visit by visit. Visits are known by their place in `tasks`."""

    def __init__(self, tasks: Sequence[Task], calendar: Calendar) -> None:
        self.tasks = tasks
        self.calendar = calendar
        self.slot_of: dict[int, int] = {}
        self._whole = (1 << calendar.days * calendar.slots_per_day) - 1
        self._day = (1 << calendar.slots_per_day) - 1
        self._leave = {name: self._mask_of_days(days) for name, days in calendar.leave.items()}
        self._busy: dict[str, int] = defaultdict(int)
        self._at: dict[tuple[str, int], int] = {}
        self._entity_busy: dict[str, int] = defaultdict(int)
        self._at_entity: dict[tuple[str, int], int] = {}
        self._there: dict[tuple[str, int], set[int]] = defaultdict(set)
        self._full: dict[str, int] = defaultdict(int)
        self._full |= {agency: self._whole for agency, most in calendar.agency_load.items() if most < 1}
        self._windows = [self._window(task) for task in tasks]
        self._allowed = [self._allowed_of(number) for number in range(len(tasks))]
        for number, task in enumerate(tasks):
            if task.fixed is not None:
                self.put(number, task.fixed)

    def allowed(self, number: int) -> int:
        """Slots of its window in which nobody of the team is on leave, as bits."""
        return self._allowed[number]

    def possible(self, number: int) -> int:
        """Of the allowed slots those in which everybody, the enterprise and the departments have room."""
        task = self.tasks[number]
        taken = self._entity_busy[task.entity]
        for name in task.officers:
            taken |= self._busy[name]
        for agency in task.agencies:
            taken |= self._full[agency]
        return self._allowed[number] & ~taken

    def put(self, number: int, slot: int) -> None:
        task, bit = self.tasks[number], 1 << slot
        self.slot_of[number] = slot
        self._entity_busy[task.entity] |= bit
        self._at_entity[task.entity, slot] = number
        for name in task.officers:
            self._busy[name] |= bit
            self._at[name, slot] = number
        for agency in task.agencies:
            self._there[agency, slot // self.calendar.slots_per_day].add(number)
        self._mark_full(task, slot)

    def take(self, number: int) -> int:
        """Takes the visit out and says where it was."""
        task, slot = self.tasks[number], self.slot_of.pop(number)
        self._entity_busy[task.entity] &= ~(1 << slot)
        self._at_entity.pop((task.entity, slot), None)
        for name in task.officers:
            self._busy[name] &= ~(1 << slot)
            self._at.pop((name, slot), None)
        for agency in task.agencies:
            self._there[agency, slot // self.calendar.slots_per_day].discard(number)
        self._mark_full(task, slot)
        return slot

    def blockers(self, number: int, slot: int) -> set[int]:
        """Visits in this slot that share an officer or the enterprise."""
        task = self.tasks[number]
        found = {self._at[name, slot] for name in task.officers if (name, slot) in self._at}
        return found | ({self._at_entity[task.entity, slot]} if (task.entity, slot) in self._at_entity else set())

    def ways_in(self, number: int, slot: int, most: int) -> Iterator[frozenset[int]]:
        """Sets of at most `most` visits without which this one could be here: whoever blocks it, and of each
        department that has its full load on the day one visit. A visit that is fixed is in none."""
        found = [frozenset(self.blockers(number, slot))]
        day = slot // self.calendar.slots_per_day
        for agency in self.tasks[number].agencies:
            if self._full[agency] >> slot & 1:
                there = self._there[agency, day]
                found = [ways | {one} for ways in found for one in (ways & there or there)]
        for ways in dict.fromkeys(found):
            if len(ways) <= most and all(self.tasks[one].fixed is None for one in ways):
                yield ways

    def beside(self, number: int) -> Iterator[int]:
        """Slots of days on which somebody of the team is in the same place anyway."""
        task = self.tasks[number]
        for name in task.officers:
            mask = self._busy[name] & self._windows[number]
            while mask:
                slot = (mask & -mask).bit_length() - 1
                mask ^= mask & -mask
                if way(self.tasks[self._at[name, slot]].place, task.place) < FAR:
                    yield from self._slots_of_day(slot // self.calendar.slots_per_day)

    def added_cost(self, number: int, slot: int) -> int:
        """What it costs to put the visit there, which is not in the timetable now."""
        task, day = self.tasks[number], slot // self.calendar.slots_per_day
        travel = sum(self._detour(name, task.place, slot) for name in task.officers)
        return TRAVEL * travel + sum(2 * len(self._there[agency, day]) + 1 for agency in task.agencies)

    def timetable(self) -> Timetable:
        slots = {self.tasks[number].visit: slot for number, slot in sorted(self.slot_of.items())}
        unplaced = {
            task.visit: self._in_the_way(number) for number, task in enumerate(self.tasks) if task.visit not in slots
        }
        return Timetable(slots=slots, unplaced=unplaced)

    def _in_the_way(self, number: int) -> tuple[str, ...]:
        task = self.tasks[number]
        found = []
        for name in task.officers:
            taken = self._entity_busy[task.entity]
            for other in task.officers:
                if other != name:
                    taken |= self._busy[other] | self._leave.get(other, 0)
            if self._windows[number] & ~taken:
                found.append(name)
        return tuple(found)

    def _detour(self, name: str, place: str, slot: int) -> int:
        """How much longer the officer's day becomes."""
        slots = list(self._slots_of_day(slot // self.calendar.slots_per_day))
        without = [self._place(name, at) for at in slots]
        with_it = [place if at == slot else was for at, was in zip(slots, without, strict=True)]
        return _length([at for at in with_it if at]) - _length([at for at in without if at])

    def _place(self, name: str, slot: int) -> str:
        number = self._at.get((name, slot))
        return self.tasks[number].place if number is not None else ""

    def _mark_full(self, task: Task, slot: int) -> None:
        day = slot // self.calendar.slots_per_day
        bits = self._day << day * self.calendar.slots_per_day
        for agency in task.agencies:
            most = self.calendar.agency_load.get(agency)
            if most is not None and len(self._there[agency, day]) >= most:
                self._full[agency] |= bits
            else:
                self._full[agency] &= ~bits

    def _allowed_of(self, number: int) -> int:
        away = 0
        for name in self.tasks[number].officers:
            away |= self._leave.get(name, 0)
        return self._windows[number] & ~away

    def _window(self, task: Task) -> int:
        first, last = max(task.first_day, 0), min(task.last_day, self.calendar.days - 1)
        return self._mask_of_days(range(first, last + 1))

    def _mask_of_days(self, days: Sequence[int] | frozenset[int]) -> int:
        mask = 0
        for day in days:
            if day >= 0:
                mask |= self._day << day * self.calendar.slots_per_day
        return mask & self._whole

    def _slots_of_day(self, day: int) -> range:
        return range(day * self.calendar.slots_per_day, (day + 1) * self.calendar.slots_per_day)


def way(here: str, there: str) -> int:
    """How far two region codes are apart: 0 the same, NEAR in one county, FAR otherwise."""
    if here == there:
        return 0
    return NEAR if here[:_COUNTY] == there[:_COUNTY] else FAR


def _length(places: Sequence[str]) -> int:
    return sum(way(here, there) for here, there in zip(places, places[1:], strict=False))
