"""How good the list is: adopted where it should be, with checklists, with its fields filled in (认领率、检查实施清单
编制完成率、完备度)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency, AgencyKind
from tongjian.supervision.catalog.choices import AdoptionState, Choice
from tongjian.supervision.catalog.columns import SCOPE_OF_LEVEL
from tongjian.supervision.catalog.models import Adoption, ItemVersion
from tongjian.supervision.catalog.queries.adoption import regions_above
from tongjian.supervision.catalog.queries.days import in_force

REQUIRED = (
    "legal_basis", "subject", "object_kind", "object_category", "supervision_form", "method", "process", "outcome",
    "apply_scope", "frequency_text",
)  # fmt: skip
"""Fields of the national list that a complete item fills in."""


@dataclass(slots=True)
class Figures:
    """Of one department or place. `offered`: items from above to decide on; `adopted` and `declined` as published;
    `waiting` for review; `compiled` there; `listed` those whose checklists and fields count, with `checklists` and
    filled `fields`."""

    key: str
    title: str
    offered: int = 0
    adopted: int = 0
    declined: int = 0
    waiting: int = 0
    compiled: int = 0
    listed: int = 0
    checklists: int = 0
    fields: int = 0

    @property
    def adoption_rate(self) -> float:
        """Percent of what is offered."""
        return _percent(self.adopted, self.offered)

    @property
    def open(self) -> int:
        return max(0, self.offered - self.adopted - self.declined - self.waiting)

    @property
    def checklist_rate(self) -> float:
        return _percent(self.checklists, self.listed)

    @property
    def completeness(self) -> float:
        return _percent(self.fields, self.listed * len(REQUIRED))


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


@dataclass(frozen=True, slots=True)
class _Compiled:
    """Items in force of one department in one place, for one scope."""

    kind: str
    region: str
    scope: str
    items: int
    checklists: int
    fields: int


def quality_figures(actor: Actor, *, region: str = "", agency_kind: str = "") -> list[Figures]:
    """By place for one department; by department for one place; by department for the whole province. Checklists and
    fields count what a place adopted or compiled, and for the whole province what was compiled anywhere. A constant
    number of queries; the rows of adoptions are read by the database only. Raises NotAllowed."""
    if not actor.has("catalog.view"):
        raise NotAllowed("not_allowed", "您没有查看监管事项的权限。")
    if not region and not agency_kind:
        return province_figures(actor)[0]
    compiled = _compiled(agency_kind)
    figures: dict[str, Figures] = {}
    owners: dict[UUID, list[Figures]] = {}
    for agency in _agencies(region, agency_kind):
        by_place = agency.region_id, agency.region.name
        key, title = by_place if agency_kind else (agency.kind_id, agency.kind.title)
        owner = figures.setdefault(key, Figures(key, title))
        owners[agency.pk] = [owner]
        _count_compiled(owner, agency, compiled)
    scope = Q(agency__region=region) if region else Q()
    scope &= Q(agency__kind=agency_kind) if agency_kind else Q()
    _count_quality(owners, _count_adopted(owners, scope))
    return _shown(figures)


def _shown(figures: dict[str, Figures]) -> list[Figures]:
    return [one for one in figures.values() if one.offered or one.compiled]


def _agencies(region: str, agency_kind: str) -> QuerySet[Agency]:
    agencies = Agency.objects.filter(valid_until=None).exclude(region__level=RegionLevel.TOWNSHIP)
    if region:
        agencies = agencies.filter(region=region)
    if agency_kind:
        agencies = agencies.filter(kind=agency_kind)
    return agencies.select_related("kind", "region").order_by("region", "kind")


def _compiled(agency_kind: str) -> dict[str, list[_Compiled]]:
    """By department."""
    versions = ItemVersion.objects.filter(in_force(None), item__region__isnull=False)
    if agency_kind:
        versions = versions.filter(item__agency_kind=agency_kind)
    rows = versions.order_by().values_list("item__agency_kind", "item__region", "apply_scope")
    found: dict[str, list[_Compiled]] = defaultdict(list)
    for row in rows.annotate(Count("pk"), Count("checklist"), filled=Sum(_filled(), default=0)):
        found[row[0]].append(_Compiled(*row))
    return found


def _filled(prefix: str = "") -> Combinable:
    """How many of the required fields are filled in."""
    total: Combinable | None = None
    for name in REQUIRED:
        one = Case(When(**{f"{prefix}{name}": ""}, then=Value(0)), default=Value(1), output_field=IntegerField())
        total = one if total is None else total + one
    assert total is not None
    return total


def _count_compiled(owner: Figures, agency: Agency, compiled: dict[str, list[_Compiled]]) -> None:
    above = set(regions_above(agency.region_id))
    digit = SCOPE_OF_LEVEL.get(agency.region.level, "3")
    for one in compiled.get(agency.kind_id, ()):
        if one.region in above and (not one.scope or digit in one.scope):
            owner.offered += one.items
        elif one.region == agency.region_id:
            owner.compiled += one.items


def _count_listed(owner: Figures, one: _Compiled) -> None:
    owner.listed += one.items
    owner.checklists += one.checklists
    owner.fields += one.fields


def _count_adopted(owners: dict[UUID, list[Figures]], scope: Q) -> QuerySet[Adoption]:
    """One read, answered by the database in groups. Returns the adoptions of the scope that stand."""
    live = Adoption.objects.filter(scope, state__in=[AdoptionState.PUBLISHED, AdoptionState.REVIEW]).order_by()
    for agency, state, choice, count in live.values_list("agency", "state", "choice").annotate(Count("pk")):
        settled = "adopted" if choice == Choice.ADOPT else "declined"
        name = "waiting" if state == AdoptionState.REVIEW else settled
        for owner in owners.get(agency, ()):
            setattr(owner, name, getattr(owner, name) + count)
    return live.filter(state=AdoptionState.PUBLISHED, choice=Choice.ADOPT)


def _count_quality(owners: dict[UUID, list[Figures]], adopted: QuerySet[Adoption]) -> None:
    """Of what was adopted and what was compiled there. Two reads."""
    joined = adopted.filter(item__versions__in=ItemVersion.objects.filter(in_force(None)))
    _add_quality(
        owners,
        joined.values_list("agency").annotate(
            Count("pk"), Count("item__versions__checklist"), filled=Sum(_filled("item__versions__"))
        ),
    )
    own = ItemVersion.objects.filter(in_force(None), item__compiled_by__in=list(owners)).order_by()
    rows = own.values_list("item__compiled_by").annotate(Count("pk"), Count("checklist"), filled=Sum(_filled()))
    _add_quality(owners, rows)


def _add_quality(owners: dict[UUID, list[Figures]], rows: Iterable[tuple[UUID, int, int, int | None]]) -> None:
    for agency, listed, checklists, fields in rows:
        for owner in owners.get(agency, ()):
            owner.listed += listed
            owner.checklists += checklists
            owner.fields += fields or 0


def province_figures(actor: Actor) -> tuple[list[Figures], list[Figures]]:
    """The whole province by department, and its adoption by place, from one read of the adoptions. Three queries."""
    if not actor.has("catalog.view"):
        raise NotAllowed("not_allowed", "您没有查看监管事项的权限。")
    compiled = _compiled("")
    departments: dict[str, Figures] = {}
    places: dict[str, Figures] = {}
    owners: dict[UUID, list[Figures]] = {}
    for agency in _agencies("", ""):
        department = departments.setdefault(agency.kind_id, Figures(agency.kind_id, agency.kind.title))
        place = places.setdefault(agency.region_id, Figures(agency.region_id, agency.region.name))
        owners[agency.pk] = [department, place]
        for owner in owners[agency.pk]:
            _count_compiled(owner, agency, compiled)
    _count_adopted(owners, Q())
    for kind, department in departments.items():
        for one in compiled.get(kind, ()):
            _count_listed(department, one)
    return _shown(departments), [place for place in places.values() if place.offered]


def kinds_of_placed_items() -> list[AgencyKind]:
    """Departments with items that have a level, for the filter of the figures."""
    used = ItemVersion.objects.filter(in_force(None), item__region__isnull=False).values("item__agency_kind")
    return list(AgencyKind.objects.filter(pk__in=used).order_by("code"))
