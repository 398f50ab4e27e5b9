"""Which department compiles for a place: the one of the item's kind there."""

from collections.abc import Iterable

from tongjian.foundation.org.models import Agency

Place = tuple[str, str]


def compilers(places: Iterable[Place]) -> dict[Place, Agency]:
    """(kind, region) → its agency, where there is one. One query."""
    wanted = set(places)
    agencies = Agency.objects.filter(
        kind__in={kind for kind, _ in wanted}, region__in={region for _, region in wanted}, valid_until=None
    )
    return {(agency.kind_id, agency.region_id): agency for agency in agencies.order_by("-code")}
