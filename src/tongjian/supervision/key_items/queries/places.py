"""Which agency a department is in each place, and where there is none."""

from collections import defaultdict
from dataclasses import dataclass

from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries import agencies_of_kinds, regions_to_choose
from tongjian.supervision.key_items.models import KeyItemVersion, Responsibility


@dataclass(frozen=True, slots=True)
class Seat:
    """One department of a level: `agencies` that stand for it, `places` of the level in all, `missing` names of those
    that have no such agency."""

    responsibility: Responsibility
    agencies: tuple[Agency, ...]
    places: int
    missing: tuple[str, ...]


def seats_of(version: KeyItemVersion) -> list[Seat]:
    """From above, in the place and those below it. Needs a `ready` version; two queries."""
    rows = list(version.responsibilities.all())
    regions = list(regions_to_choose(version.key_item.region_id))
    by_level: dict[str, dict[str, str]] = defaultdict(dict)
    for region in regions:
        by_level[region.level][region.pk] = region.name
    kinds = {row.agency_kind_id for row in rows}
    found: dict[tuple[str, str], Agency] = {}
    for agency in agencies_of_kinds(kinds, [region.pk for region in regions]):
        if agency.kind_id in kinds:
            found[agency.kind_id, agency.region_id] = agency
    return [_seat(row, by_level[row.level], found) for row in rows]


def _seat(row: Responsibility, places: dict[str, str], found: dict[tuple[str, str], Agency]) -> Seat:
    there = [found[row.agency_kind_id, place] for place in places if (row.agency_kind_id, place) in found]
    missing = [name for place, name in places.items() if (row.agency_kind_id, place) not in found]
    return Seat(row, tuple(there), len(places), tuple(missing))
