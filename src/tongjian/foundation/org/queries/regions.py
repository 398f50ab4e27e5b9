"""Provinces, cities, counties: as they are, and how they hang together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tongjian.foundation.org.choices import RegionLevel, Role
from tongjian.foundation.org.models import (
    Agency,
    Post,
    Region,
)
from tongjian.foundation.org.queries._days import exists
from tongjian.foundation.rulebook.queries import region_chain
from tongjian.pure.codes import is_within, significant


@dataclass(frozen=True, slots=True)
class RegionCount:
    """A region with how many agencies it and the regions below it have."""

    code: str
    name: str
    agencies: int


def regions_below(code: str, agencies: QuerySet[Agency]) -> list[RegionCount]:
    """The next level below a region (below nothing: the provinces), counted over these agencies. Two queries."""
    counts = Counter(agencies.order_by().values_list("region_id", flat=True))
    return [
        RegionCount(region.code, region.name, sum(n for place, n in counts.items() if is_within(place, region.code)))
        for region in regions_on().filter(parent=code or None)
    ]


def regions_above(code: str) -> list[Region]:
    """From the province down to the region itself. One query."""
    return list(Region.objects.filter(code__in=region_chain(code)).order_by("code")) if code else []


def regions_on(on: date | None = None) -> QuerySet[Region]:
    return Region.objects.filter(exists(on)).order_by("code")


def regions_to_choose(within: str = "") -> QuerySet[Region]:
    """Provinces, cities and counties of today, in a region or everywhere; townships are too many for a list."""
    return regions_on().exclude(level=RegionLevel.TOWNSHIP).filter(code__startswith=significant(within))


def names_of_regions(codes: Iterable[str]) -> dict[str, str]:
    """code → name, also of places that are no more. One query."""
    return dict(Region.objects.filter(pk__in={code for code in codes if code}).values_list("pk", "name"))


def find_region(code: str) -> Region | None:
    """A province, city or county of today."""
    return regions_to_choose().select_related("parent").filter(pk=code).first() if code else None


def newest_place() -> Region | None:
    """Where somebody was last given work, operators left aside; None while nobody works anywhere."""
    posts = Post.objects.exclude(role=Role.OPERATOR).select_related("agency__region__parent").order_by("-pk")
    post = posts.first()
    return post.agency.region if post else None


def current_region(code: str) -> Region | None:
    """The region of a code as it is today: itself, or whatever succeeded it; None for a code nobody knows."""
    region = Region.objects.select_related("successor").filter(code=code).first()
    seen: set[str] = set()
    while region is not None and region.successor is not None and region.code not in seen:
        seen.add(region.code)
        region = region.successor
    return region
