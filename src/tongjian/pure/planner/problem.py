"""The words in which a plan of visits is asked for, given and checked. Nothing here decides anything.

Time is counted in working days from 0; a day has `slots_per_day` slots, and slot `s` is part `s % slots_per_day` of
day `s // slots_per_day`. A visit takes one slot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Check:
    """One department's wish to see one enterprise, on any day from `first_day` to `last_day` (both included)."""

    entity: str
    agency: str
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry into one enterprise: which checks it serves (their places in the list) and on which days it may be."""

    entity: str
    checks: tuple[int, ...]
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A check that no entry serves, because a cap is used up: of the agency, or (`agency` empty) of all together."""

    check: int
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How often an enterprise may still be entered: `left` by (entity, agency), `left_in_total` by entity. Who is in
    neither has no cap."""

    left: Mapping[tuple[str, str], int] = field(default_factory=dict)
    left_in_total: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A visit that needs a day. `officers`: who must be there, of all departments. `place`: region code of the
    premises, county or township. `fixed`: a slot that may not change (an approved or coded visit), or None."""

    visit: str
    entity: str
    place: str
    first_day: int
    last_day: int
    officers: tuple[str, ...]
    agencies: tuple[str, ...]
    fixed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`days` working days of `slots_per_day` slots. `leave`: days on which an officer is away. `agency_load`: visits a
    department can be at on one day; a department that is not in it has no such limit."""

    days: int
    slots_per_day: int
    leave: Mapping[str, frozenset[int]] = field(default_factory=dict)
    agency_load: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """`slots`: the slot of each visit that has one. `unplaced`: the others, each with the officers who cannot be there
    in any slot in which everybody else could; empty when no single officer stands against it."""

    slots: Mapping[str, int]
    unplaced: Mapping[str, tuple[str, ...]]
