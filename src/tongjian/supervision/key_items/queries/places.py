"""Which agency a department is in each place, and where there is none."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.key_items.models import KeyItemVersion, Responsibility


@dataclass(frozen=True, slots=True)
class Seat:
    """One department of a level: `agencies` that stand for it in `places` of the level, `missing` names of those that
    have no such agency, `unknown` places of the level of which no agency at all is on file yet."""

    responsibility: Responsibility
    agencies: tuple[Agency, ...]
    places: int
    missing: tuple[str, ...]
    unknown: int


def seats_of(version: KeyItemVersion) -> list[Seat]:
    """From above, in the place and those below it. Needs a `ready` version; two queries."""
    regions = list(regions_to_choose(version.key_item.region_id))
    agencies = Agency.objects.filter(lasting(timezone.localdate()), region__in=[region.pk for region in regions])
    found = {(agency.kind_id, agency.region_id): agency for agency in agencies.order_by("code")}
    on_file = {place for _, place in found}
    by_level: dict[str, dict[str, str]] = defaultdict(dict)
    for region in regions:
        by_level[region.level][region.pk] = region.name
    return [_seat(row, by_level[row.level], on_file, found) for row in version.responsibilities.all()]


def _seat(row: Responsibility, level: dict[str, str], on_file: set[str], found: dict[tuple[str, str], Agency]) -> Seat:
    places = {place: name for place, name in level.items() if place in on_file}
    there = [found[row.agency_kind_id, place] for place in places if (row.agency_kind_id, place) in found]
    missing = [name for place, name in places.items() if (row.agency_kind_id, place) not in found]
    return Seat(row, tuple(there), len(places), tuple(missing), len(level) - len(places))
