"""From checks to entries: how often an enterprise must be entered at the least, and what is done on each occasion.

For one enterprise the days on which each check may take place are an interval; an entry serves checks that have a
day in common. Take the check that must be done first, and with it those that can be done on its last day (of these the
most urgent, where only so many departments may come together): that gives the fewest entries there can be, because
whatever else an optimal plan does with that check can be exchanged for this without adding an entry. A province is
many enterprises at once, so the step is taken for all of them together, in columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongjian.pure.planner.problem import Caps, Check, Entry, Refused

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Checks:
    """Checks as columns: numbers of entity and agency from 0, first and last day."""

    entity: Ints
    agency: Ints
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.entity)


@dataclass(frozen=True, eq=False)
class Merging:
    """`entry`: the number of the entry that serves each check. `first`, `last`: on which days each entry may be;
    `entity`: of each entry. `lower_bound`: no plan that serves the same checks has fewer entries."""

    entry: Ints
    entity: Ints
    first: Ints
    last: Ints
    lower_bound: int

    @property
    def gap(self) -> float:
        """How far above the lower bound, as a fraction of it."""
        return (len(self.entity) - self.lower_bound) / self.lower_bound if self.lower_bound else 0.0


def merge_columns(checks: Checks, most_agencies: int | None = None) -> Merging:
    """The fewest entries for these checks, without caps. `most_agencies`: how many departments may come together; an
    agency's second check in one entry needs no second seat.

    Without that limit the number is the least there is, and so with it where no agency has two checks of one entity.
    """
    entry, count = _sweep(checks, most_agencies)
    bound = _bound(checks, count, most_agencies)
    first, last = np.zeros(count, np.int64), np.full(count, np.iinfo(np.int64).max)
    np.maximum.at(first, entry, checks.first)
    np.minimum.at(last, entry, checks.last)
    entity = np.zeros(count, np.int64)
    entity[entry] = checks.entity
    return Merging(entry, entity, first, last, bound)


def merge_checks(
    checks: Sequence[Check], caps: Caps | None = None, most_agencies: int | None = None
) -> tuple[list[Entry], list[Refused], int]:
    """Entries by entity and day, the checks that the caps leave unserved, and the lower bound for those served.

    Where a cap is short, what serves the most checks stays, of equals the earlier. Raises ValueError for a check whose
    last day comes before its first.
    """
    columns = columns_of(checks)
    merged = merge_columns(columns, most_agencies)
    entries = _entries(checks, merged)
    refused: list[Refused] = []
    if caps is not None:
        entries, refused = _within_caps(checks, entries, caps, most_agencies or len(checks))
        served = np.array(sorted(place for entry in entries for place in entry.checks), dtype=np.int64)
        kept = Checks(columns.entity[served], columns.agency[served], columns.first[served], columns.last[served])
        return entries, refused, merge_columns(kept, most_agencies).lower_bound if len(served) else 0
    return entries, refused, merged.lower_bound


def columns_of(checks: Sequence[Check]) -> Checks:
    if wrong := [check for check in checks if check.last_day < check.first_day]:
        raise ValueError(f"check ends before it begins: {wrong[0]}")
    entities = {name: number for number, name in enumerate(sorted({check.entity for check in checks}))}
    agencies = {name: number for number, name in enumerate(sorted({check.agency for check in checks}))}
    return Checks(
        np.array([entities[check.entity] for check in checks], dtype=np.int64),
        np.array([agencies[check.agency] for check in checks], dtype=np.int64),
        np.array([check.first_day for check in checks], dtype=np.int64),
        np.array([check.last_day for check in checks], dtype=np.int64),
    )


def _sweep(checks: Checks, most_agencies: int | None) -> tuple[Ints, int]:
    """Entry by check, and how many there are. Each round gives every unfinished entity its next entry."""
    entry = np.zeros(len(checks), np.int64)
    left = np.lexsort((checks.first, checks.last, checks.entity))
    count = 0
    while len(left):
        entity, first = checks.entity[left], checks.first[left]
        starts = np.flatnonzero(np.diff(entity, prepend=entity[0] - 1))
        segment = np.cumsum(np.diff(entity, prepend=entity[0]) != 0)
        taken = first <= checks.last[left][starts][segment]
        if most_agencies is not None:
            taken[taken] = _seated(segment[taken], checks.agency[left][taken], most_agencies)
        entry[left[taken]] = count + segment[taken]
        count += len(starts)
        left = left[~taken]
    return entry, count


def _seated(segment: Ints, agency: Ints, most: int) -> NDArray[np.bool_]:
    """Which of the rows belong to the first `most` agencies of their segment; rows come in order of urgency."""
    keys = segment * (int(agency.max(initial=0)) + 1) + agency
    _, first_row, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first_row, kind="stable")
    opens = segment[first_row[order]]
    begins = np.flatnonzero(np.diff(opens, prepend=-1))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(begins, np.diff(begins, append=len(order)))
    return np.asarray(rank[inverse] < most)


def _bound(checks: Checks, count: int, most_agencies: int | None) -> int:
    """Per entity the larger of: entries if all departments might come together; departments by seats of an entry."""
    if most_agencies is None or not len(checks):
        return count
    together, _ = _sweep(checks, None)
    entities = int(checks.entity.max()) + 1
    pairs = np.unique(np.stack((checks.entity, together)), axis=1)[0]
    departments = np.unique(np.stack((checks.entity, checks.agency)), axis=1)[0]
    seats = -(-np.bincount(departments, minlength=entities) // most_agencies)
    return int(np.maximum(np.bincount(pairs, minlength=entities), seats).sum())


def _entries(checks: Sequence[Check], merged: Merging) -> list[Entry]:
    served: list[list[int]] = [[] for _ in merged.entity]
    for place, number in enumerate(merged.entry):
        served[number].append(place)
    entries = [
        Entry(checks[places[0]].entity, tuple(places), int(merged.first[number]), int(merged.last[number]))
        for number, places in enumerate(served)
    ]
    return sorted(entries, key=lambda entry: (entry.entity, entry.last_day, entry.checks))


def _within_caps(
    checks: Sequence[Check], entries: list[Entry], caps: Caps, seats: int
) -> tuple[list[Entry], list[Refused]]:
    by_entity: dict[str, list[Entry]] = {}
    for entry in entries:
        by_entity.setdefault(entry.entity, []).append(entry)
    kept: list[Entry] = []
    refused: list[Refused] = []
    for entity, own in by_entity.items():
        own, over = _within_agency_caps(checks, own, caps)
        refused += over
        if entity in caps.left_in_total:
            own, over = _within_total(checks, own, max(0, caps.left_in_total[entity]), seats)
            refused += over
        kept += own
    return kept, sorted(refused, key=lambda one: one.check)


def _within_agency_caps(
    checks: Sequence[Check], entries: list[Entry], caps: Caps
) -> tuple[list[Entry], list[Refused]]:
    entity = entries[0].entity
    agencies = {checks[place].agency for entry in entries for place in entry.checks}
    left = {agency: caps.left[entity, agency] for agency in agencies if (entity, agency) in caps.left}
    kept: list[Entry] = []
    refused: list[Refused] = []
    for entry in entries:
        over = [place for place in entry.checks if left.get(checks[place].agency, 1) < 1]
        refused += [Refused(place, checks[place].agency) for place in over]
        if stays := [place for place in entry.checks if place not in over]:
            kept.append(_entry_of(checks, stays))
            for agency in {checks[place].agency for place in stays} & left.keys():
                left[agency] -= 1
    return kept, refused


def _within_total(
    checks: Sequence[Check], entries: list[Entry], room: int, seats: int
) -> tuple[list[Entry], list[Refused]]:
    """The `room` entries that serve the most stay; a check of another goes to one of them where it has a day in common
    with it and there is a seat."""
    ranked = sorted(range(len(entries)), key=lambda number: (-len(entries[number].checks), number))
    chosen = [entries[number] for number in sorted(ranked[:room])]
    refused: list[Refused] = []
    for place in (place for number in sorted(ranked[room:]) for place in entries[number].checks):
        check = checks[place]
        for number, entry in enumerate(chosen):
            agencies = {checks[other].agency for other in entry.checks} | {check.agency}
            fits = check.first_day <= entry.last_day and entry.first_day <= check.last_day
            if fits and len(agencies) <= seats:
                chosen[number] = _entry_of(checks, [*entry.checks, place])
                break
        else:
            refused.append(Refused(place, ""))
    return chosen, refused


def _entry_of(checks: Sequence[Check], places: list[int]) -> Entry:
    first = max(checks[place].first_day for place in places)
    last = min(checks[place].last_day for place in places)
    return Entry(checks[places[0]].entity, tuple(sorted(places)), first, last)
