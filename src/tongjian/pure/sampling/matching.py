"""Inspectors: who goes to which visit also comes from the seed, within the law's limits on who may go."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest

from tongjian.pure.sampling.officers import OfficerRow, significant_digits
from tongjian.pure.sampling.units import visit_id


@dataclass(frozen=True)
class VisitNeed:
    """One visit that needs officers. `items`: item codes by agency; `window` counts from 1."""

    unit_id: str
    county_code: str
    items: Mapping[str, frozenset[str]]
    window: int = 1


@dataclass(frozen=True)
class TeamDraw:
    """The officers of one agency at one visit, in the order drawn. `open_places`: nobody was eligible any more."""

    visit_id: str
    unit_id: str
    window: int
    agency: str
    officer_ids: tuple[str, ...]
    open_places: int


def match_officers(
    seed: bytes,
    draw: str,
    version: int,
    visits: Iterable[VisitNeed],
    officers: Sequence[OfficerRow],
    per_agency: int,
    *,
    valid_on: str,
) -> list[TeamDraw]:
    """Visits in their order from the seed; for each agency the first `per_agency` eligible officers.

    Eligible: of that agency, same jurisdiction, certificate valid on `valid_on` (ISO date), qualified for an item of
    the agency's part, no recusal, and fewer visits so far than the officer's cap (回避：行政处罚法第43条).
    """
    rows = sorted(officers, key=lambda officer: officer.officer_id)
    load = [0] * len(rows)
    room = [officer.cap for officer in rows]

    @cache
    def find_candidates(agency: str, county: str, items: frozenset[str]) -> list[tuple[int, bytes]]:
        return [
            (k, officer.officer_id.encode())
            for k, officer in enumerate(rows)
            if officer.agency == agency and _may_check(officer, county, items, valid_on)
        ]

    teams = []
    for visit in _in_order(seed, visits):
        name = visit_id(draw, version, visit.unit_id, visit.window)
        prefix = seed + b"\x02" + name.encode() + b"\0"
        for agency in sorted(visit.items):
            candidates = find_candidates(agency, visit.county_code, visit.items[agency])
            keyed = [
                (hashlib.sha256(prefix + key).digest(), k)
                for k, key in candidates
                if load[k] < room[k] and visit.unit_id not in rows[k].recusals
            ]
            chosen = [k for _, k in nsmallest(per_agency, keyed)]
            for k in chosen:
                load[k] += 1
            names = tuple(rows[k].officer_id for k in chosen)
            teams.append(TeamDraw(name, visit.unit_id, visit.window, agency, names, per_agency - len(names)))
    return teams


def has_jurisdiction(officer: OfficerRow, county_code: str) -> bool:
    return any(county_code.startswith(significant_digits(region)) for region in officer.regions)


def _may_check(officer: OfficerRow, county: str, items: frozenset[str], valid_on: str) -> bool:
    return (
        valid_on < officer.valid_until
        and not items.isdisjoint(officer.qualifications)
        and has_jurisdiction(officer, county)
    )


def _in_order(seed: bytes, visits: Iterable[VisitNeed]) -> list[VisitNeed]:
    def place(visit: VisitNeed) -> tuple[bytes, int]:
        return hashlib.sha256(seed + b"\x01" + visit.unit_id.encode()).digest(), visit.window

    return sorted(visits, key=place)
