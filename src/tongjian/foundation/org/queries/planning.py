"""Departments of many places at once: which are missing, what they would be called, whom they would answer to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency, AgencyKind, Region
from tongjian.foundation.org.queries.agencies import agency_code, pattern_name
from tongjian.foundation.org.queries.regions import regions_on
from tongjian.foundation.rulebook.queries import region_chain
from tongjian.pure.codes import is_within


@dataclass(frozen=True, slots=True)
class Missing:
    """A department that a place usually has and this one has not."""

    code: str
    name: str
    kind: AgencyKind
    region: Region


@dataclass(frozen=True, slots=True)
class DepartmentPlan:
    """`there` counts those that stand already; `abolished` are not made again, for a reform ended them."""

    missing: tuple[Missing, ...]
    there: int
    abolished: tuple[Agency, ...]

    def by_kind(self) -> list[tuple[AgencyKind, int]]:
        counts = Counter(row.kind.pk for row in self.missing)
        kinds = {row.kind.pk: row.kind for row in self.missing}
        return [(kinds[code], count) for code, count in sorted(counts.items())]

    def by_region(self) -> list[tuple[Region, int]]:
        counts = Counter(row.region.pk for row in self.missing)
        regions = {row.region.pk: row.region for row in self.missing}
        return [(regions[code], count) for code, count in sorted(counts.items())]


def plan_departments(within: str, kind_codes: Iterable[str]) -> DepartmentPlan:
    """Of every province, city and county of today in a region, and of those above it, so that each department has a
    superior of its line. Three queries, however many places."""
    places = list(regions_on().exclude(level=RegionLevel.TOWNSHIP).select_related("parent"))
    names = Counter(place.name for place in places)
    above = region_chain(within)
    scope = [place for place in places if is_within(place.pk, within) or place.pk in above]
    kinds = AgencyKind.objects.filter(pk__in=set(kind_codes)).order_by("pk")
    wanted = [
        Missing(agency_code(kind, place), name, kind, place)
        for kind in kinds
        for place in sorted(scope, key=lambda place: (len(region_chain(place.pk)), place.pk))
        if (name := pattern_name(kind, place, is_shared=names[place.name] > 1))
    ]
    known = {agency.code: agency for agency in Agency.objects.filter(kind__in={row.kind.pk for row in wanted})}
    missing = tuple(row for row in wanted if row.code not in known)
    standing = [known[row.code] for row in wanted if row.code in known]
    abolished = tuple(agency for agency in standing if agency.valid_until is not None)
    return DepartmentPlan(missing, len(standing) - len(abolished), abolished)


def superior_codes(row: Missing) -> Sequence[str]:
    """Of the same kind on the levels above, the nearest first."""
    return [f"{code}-{row.kind.pk}" for code in region_chain(row.region.pk)[1:]]
