"""Which coordinator is to be asked about a place."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.models import Agency, Post
from tongjian.foundation.org.queries import roles_with
from tongjian.foundation.rulebook.queries import region_chain


def coordinators_of(region_codes: Iterable[str]) -> dict[str, Agency]:
    """For each place its coordinator, or that of the smallest place above it, that has somebody in office; places
    without any are left out. One query."""
    today = timezone.localdate()
    chains = {code: list(region_chain(code)) for code in region_codes}
    staffed = Post.objects.filter(lasting(today), agency=OuterRef("pk"), role__in=roles_with("planning.coordinate"))
    wanted = {code for chain in chains.values() for code in chain}
    agencies = Agency.objects.filter(lasting(today), Exists(staffed), kind__is_coordinator=True, region__in=wanted)
    there = {agency.region_id: agency for agency in agencies.order_by("-code")}
    found = {place: next((there[code] for code in chain if code in there), None) for place, chain in chains.items()}
    return {place: agency for place, agency in found.items() if agency is not None}


def owner_of_reports(region_code: str) -> Agency | None:
    return coordinators_of([region_code]).get(region_code)
