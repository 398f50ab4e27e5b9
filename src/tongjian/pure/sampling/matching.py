"""Inspectors: who goes to which visit also comes from the seed, within the law's limits on who may go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

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
    officers: Iterable[OfficerRow],
    per_agency: int,
    *,
    valid_on: str,
) -> list[TeamDraw]:
    """Visits in their order from the seed; for each agency the first `per_agency` eligible officers.

    Eligible: of that agency, same jurisdiction, certificate valid on `valid_on` (ISO date), qualified for an item of
    the agency's part, no recusal, and fewer visits so far than the officer's cap (回避：行政处罚法第43条).
    """
    roster = _Roster(officers, valid_on)
    teams = []
    for visit in _in_order(seed, visits):
        name = visit_id(draw, version, visit.unit_id, visit.window)
        prefix = seed + b"\x02" + name.encode() + b"\0"
        for agency in sorted(visit.items):
            eligible = roster.eligible(agency, visit)
            drawn = sorted([(sha256(prefix + key).digest(), k) for k, key in eligible])[:per_agency]
            chosen = tuple(roster.send(k) for _, k in drawn)
            teams.append(TeamDraw(name, visit.unit_id, visit.window, agency, chosen, per_agency - len(chosen)))
    return teams


class _Roster:
    """The officers, found by agency and area, and how many visits each may still make."""

    def __init__(self, officers: Iterable[OfficerRow], valid_on: str) -> None:
        self.rows = sorted(officers, key=lambda officer: officer.officer_id)
        self.room = [officer.cap for officer in self.rows]
        self.areas: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.recused: dict[str, set[int]] = defaultdict(set)
        self.found: dict[tuple[str, str, frozenset[str]], list[tuple[int, bytes]]] = {}
        for k, officer in enumerate(self.rows):
            for unit in officer.recusals:
                self.recused[unit].add(k)
            for digits in {significant_digits(region) for region in officer.regions if valid_on < officer.valid_until}:
                self.areas[officer.agency, digits].append(k)

    def eligible(self, agency: str, visit: VisitNeed) -> list[tuple[int, bytes]]:
        """Position and name of everybody who may go now."""
        key = agency, visit.county_code, frozenset(visit.items[agency])
        if key not in self.found:
            self.found[key] = self._find(*key)
        room, recused = self.room, self.recused.get(visit.unit_id, ())
        return [pair for pair in self.found[key] if room[pair[0]] > 0 and pair[0] not in recused]

    def send(self, k: int) -> str:
        self.room[k] -= 1
        return self.rows[k].officer_id

    def _find(self, agency: str, county: str, items: frozenset[str]) -> list[tuple[int, bytes]]:
        starts = [county[:length] for length in range(len(county) + 1)]
        here = {k for digits in starts for k in self.areas.get((agency, digits), ())}
        qualified = [k for k in sorted(here) if not items.isdisjoint(self.rows[k].qualifications)]
        return [(k, self.rows[k].officer_id.encode()) for k in qualified]


def _in_order(seed: bytes, visits: Iterable[VisitNeed]) -> list[VisitNeed]:
    def place(visit: VisitNeed) -> tuple[bytes, int]:
        return sha256(seed + b"\x01" + visit.unit_id.encode()).digest(), visit.window

    return sorted(visits, key=place)
