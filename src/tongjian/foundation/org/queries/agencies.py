"""Agencies of a day, and which of them may check."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import (
    Agency,
    AgencyKind,
    EnforcementStatus,
    Region,
    Succession,
)
from tongjian.foundation.org.policies import visible_agencies
from tongjian.foundation.org.queries._days import exists
from tongjian.pure.codes import significant


def get_agency(actor: Actor, agency_id: UUID) -> Agency:
    agency = visible_agencies(actor).select_related("kind", "region", "line_superior").filter(pk=agency_id).first()
    if agency is None:
        raise NotFound("agency_not_found", "没有这个机关。")
    return agency


def get_agency_by_code(code: str) -> Agency:
    agency = Agency.objects.select_related("kind", "region", "line_superior").filter(code=code).first()
    if agency is None:
        raise NotFound("agency_not_found", f"没有代码为 {code} 的机关。")
    return agency


def own_agency_code(actor: Actor) -> str:
    """Empty for jobs and the host, who act for no agency."""
    if actor.agency_id is None:
        return ""
    return Agency.objects.values_list("code", flat=True).get(pk=actor.agency_id)


def own_kind(actor: Actor) -> AgencyKind | None:
    """The kind of department the actor acts for; None for jobs and the host."""
    return AgencyKind.objects.filter(agencies=actor.agency_id).first() if actor.agency_id else None


def kinds_by_name() -> dict[str, str]:
    """Title, short name or code of a kind of department → its code."""
    kinds = AgencyKind.objects.all()
    return {name: kind.pk for kind in kinds for name in (kind.title, kind.short_name, kind.pk) if name}


def agencies_of_kinds(kinds: Iterable[str], regions: Iterable[str]) -> QuerySet[Agency]:
    """Those of today of these kinds, and coordinators, standing in these very regions."""
    wanted = Q(kind__in=list(kinds)) | Q(kind__is_coordinator=True)
    found = Agency.objects.filter(exists(None), wanted, region__in=list(regions))
    return found.select_related("kind").order_by("code")


def find_agencies(text: str) -> list[Agency]:
    """Agencies of today by exact code or name, or else the first few whose name contains the text."""
    today = Agency.objects.filter(exists(None))
    exact = today.filter(Q(code=text.upper()) | Q(name=text))
    return list(exact[:1]) or list(today.filter(name__icontains=text).order_by("region_id", "code")[:4])


def list_agencies(
    actor: Actor, *, text: str = "", region: str = "", within: str = "", kind: str = "", on: date | None = None
) -> QuerySet[Agency]:
    """Agencies that exist on the day, ready to render: of the very region, or `within` it and below."""
    agencies = visible_agencies(actor).filter(exists(on)).select_related("kind", "region", "line_superior")
    if text:
        agencies = agencies.filter(Q(name__icontains=text) | Q(code__icontains=text))
    if region:
        agencies = agencies.filter(region=region)
    if within:
        agencies = agencies.filter(region__code__startswith=significant(within))
    if kind:
        agencies = agencies.filter(kind=kind)
    return agencies.order_by("region_id", "code")


@dataclass(frozen=True, slots=True)
class Department:
    """A kind of department in a region: the name it has or would have there, and the agency where it is there."""

    kind: AgencyKind
    name: str
    agency: Agency | None


def departments_of(region: Region) -> list[Department]:
    """Every kind that has a name on the region's level, coordinators first, then enforcers. Three queries."""
    there = {agency.kind_id: agency for agency in Agency.objects.filter(exists(None), region=region)}
    pattern_name = _namer(region)
    named = [
        (kind, there.get(kind.pk), pattern_name(kind))
        for kind in AgencyKind.objects.order_by("-is_coordinator", "-is_enforcer", "pk")
    ]
    return [
        Department(kind, agency.name if agency else name, agency) for kind, agency, name in named if agency or name
    ]


def lineage_of(agency: Agency) -> list[Succession]:
    """Every merger and split through which the agency came to be or went on, the oldest first. Two queries a
    generation."""
    found: dict[UUID, Succession] = {}
    rows = Succession.objects.select_related("predecessor", "successor")
    for back, forth in (("successor", "predecessor"), ("predecessor", "successor")):
        seen, generation = {agency.pk}, {agency.pk}
        while generation:
            steps = list(rows.filter(**{f"{back}__in": generation}))
            found |= {step.pk: step for step in steps}
            generation = {getattr(step, f"{forth}_id") for step in steps} - seen
            seen |= generation
    return sorted(found.values(), key=lambda step: (step.effective_on, step.pk))


def agency_code(kind: AgencyKind, region: Region) -> str:
    return f"{region.pk}-{kind.pk}"


def usual_name(kind: AgencyKind, region: Region) -> str:
    """What such a department is called in the region; empty where the level has none."""
    return _namer(region)(kind)


def _namer(region: Region) -> Callable[[AgencyKind], str]:
    is_shared = Region.objects.filter(name=region.name, valid_until=None).exclude(pk=region.pk).exists()
    return lambda kind: pattern_name(kind, region, is_shared=is_shared)


def pattern_name(kind: AgencyKind, region: Region, *, is_shared: bool) -> str:
    """Two districts are called 城区: the name of the city goes in front where the place's own name is not unique."""
    place = f"{region.parent.name}{region.name}" if is_shared and region.parent else region.name
    fields = {
        RegionLevel.PROVINCE: "province_name",
        RegionLevel.CITY: "city_name",
        RegionLevel.COUNTY: "county_name",
    }
    field = fields.get(RegionLevel(region.level), "")
    return str(getattr(kind, field)).replace("{region}", place) if field else ""


def published_enforcers(agency_ids: Iterable[UUID], on: date | None = None) -> set[UUID]:
    """Which of these agencies may check on the day: on the published list and not lapsed (V01)."""
    on = on or timezone.localdate()
    statuses = EnforcementStatus.objects.filter(
        lasting(on), agency__in=list(agency_ids), published_at__lte=on, valid_from__lte=on
    )
    return set(statuses.values_list("agency_id", flat=True))


def list_published_enforcers(text: str = "") -> QuerySet[Agency]:
    """The public list as of today, each agency with `basis` and `published_at`."""
    today = timezone.localdate()
    current = EnforcementStatus.objects.filter(
        lasting(today), agency=OuterRef("pk"), published_at__lte=today, valid_from__lte=today
    ).order_by("-valid_from")
    agencies = Agency.objects.filter(exists(today)).select_related("region")
    agencies = agencies.annotate(
        basis=Subquery(current.values("basis")[:1]), published_at=Subquery(current.values("published_at")[:1])
    ).filter(published_at__isnull=False)
    return agencies.filter(name__icontains=text) if text else agencies


def published_enforcer(agency: Agency, on: date | None = None) -> bool:
    return agency.pk in published_enforcers([agency.pk], on)


def names_of_agencies(agency_ids: Iterable[str]) -> dict[str, str]:
    """agency id → name. One query."""
    wanted = {agency_id for agency_id in agency_ids if agency_id}
    return {str(pk): name for pk, name in Agency.objects.filter(pk__in=wanted).values_list("pk", "name")}
