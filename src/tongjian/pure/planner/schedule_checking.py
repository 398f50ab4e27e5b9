"""Checks a plan of entries and a timetable against the rules themselves, without knowing how they came about.

It shares nothing with what makes them but the words of the problem; a test holds it to that. It tells sentences, not
verdicts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tongjian.pure.planner.problem import Calendar, Caps, Check, Entry, Refused, Task, Timetable


def find_broken_caps(
    checks: Sequence[Check],
    entries: Iterable[Entry],
    refused: Iterable[Refused],
    caps: Caps,
    most_agencies: int | None = None,
) -> list[str]:
    """One Chinese sentence per broken rule: a check done twice or not at all, on a day that is not its own, with
    another enterprise's; too many departments at once; a cap of a department or of all together exceeded."""
    entries = list(entries)
    times = Counter(place for entry in entries for place in entry.checks)
    times.update(one.check for one in refused)
    broken = [f"第 {place + 1} 项检查安排了 {times[place]} 次。" for place in range(len(checks)) if times[place] != 1]
    visits_of: Counter[str] = Counter()
    visits_by: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        own = [checks[place] for place in entry.checks]
        agencies = {check.agency for check in own}
        broken += _wrong_company(entry, own)
        if most_agencies is not None and len(agencies) > most_agencies:
            broken.append(f"{entry.entity} 的一次检查有 {len(agencies)} 个部门，超过 {most_agencies} 个。")
        visits_of[entry.entity] += 1
        visits_by.update((entry.entity, agency) for agency in agencies)
    for pair, number in visits_by.items():
        if pair in caps.left and number > caps.left[pair]:
            broken.append(f"{pair[1]} 对 {pair[0]} 还可以检查 {caps.left[pair]} 次，却安排了 {number} 次。")
    for entity, number in visits_of.items():
        if entity in caps.left_in_total and number > caps.left_in_total[entity]:
            broken.append(f"{entity} 还可以被检查 {caps.left_in_total[entity]} 次，却安排了 {number} 次。")
    return broken


def _wrong_company(entry: Entry, own: Sequence[Check]) -> Iterator[str]:
    if entry.first_day > entry.last_day:
        yield f"{entry.entity} 的一次检查没有可以安排的日期。"
    for check in own:
        if check.entity != entry.entity:
            yield f"{entry.entity} 的检查里有 {check.entity} 的事项。"
        if entry.first_day < check.first_day or entry.last_day > check.last_day:
            yield f"{entry.entity} 的检查日期超出 {check.agency} 的检查期间。"


def find_broken_days(tasks: Sequence[Task], calendar: Calendar, timetable: Timetable) -> list[str]:
    """One Chinese sentence per broken rule: a visit lost, invented, outside its days, moved although fixed; an officer
    in two places or on leave; an enterprise visited twice at once; a department with more visits than it can do."""
    known = {task.visit: task for task in tasks}
    broken = [
        f"{visit} 没有安排，也没有说明原因。"
        for visit in known.keys() - timetable.slots.keys() - timetable.unplaced.keys()
    ]
    broken += [
        f"{visit} 不在计划中。" for visit in (timetable.slots.keys() | timetable.unplaced.keys()) - known.keys()
    ]
    placed = {visit: slot for visit, slot in timetable.slots.items() if visit in known}
    for visit, slot in placed.items():
        broken += _wrong_day(known[visit], slot, calendar)
    broken += _two_at_once(known, placed)
    loads: Counter[tuple[str, int]] = Counter()
    for visit, slot in placed.items():
        loads.update((agency, slot // calendar.slots_per_day) for agency in known[visit].agencies)
    for (agency, day), number in loads.items():
        most = calendar.agency_load.get(agency)
        if most is not None and number > most:
            broken.append(f"{agency} 第 {day + 1} 个工作日有 {number} 次检查，超过 {most} 次。")
    return sorted(broken)


def _wrong_day(task: Task, slot: int, calendar: Calendar) -> Iterator[str]:
    day = slot // calendar.slots_per_day
    if task.fixed is not None:
        if slot != task.fixed:
            yield f"{task.visit} 的日期已经确定，却被改动。"
    elif not (0 <= day < calendar.days and task.first_day <= day <= task.last_day):
        yield f"{task.visit} 不在可以检查的日期内。"
    for name in task.officers:
        if day in calendar.leave.get(name, ()):
            yield f"{name} 当天请假，不能参加 {task.visit}。"


def _two_at_once(known: Mapping[str, Task], placed: Mapping[str, int]) -> Iterator[str]:
    people: dict[tuple[str, int], list[str]] = defaultdict(list)
    entities: dict[tuple[str, int], list[str]] = defaultdict(list)
    for visit, slot in sorted(placed.items()):
        entities[known[visit].entity, slot].append(visit)
        for name in dict.fromkeys(known[visit].officers):
            people[name, slot].append(visit)
    for (name, _), visits in people.items():
        if len(visits) > 1:
            yield f"{name} 同一时间要参加 {'、'.join(visits)}。"
    for (entity, _), visits in entities.items():
        if len(visits) > 1:
            yield f"{entity} 同一时间有 {'、'.join(visits)}。"
