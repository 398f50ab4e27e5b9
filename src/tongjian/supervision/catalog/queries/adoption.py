"""Which items apply in a place: compiled there, adopted there from above, or not placed yet."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding
from tongjian.foundation.org.models import Agency
from tongjian.pure.codes import parent_of
from tongjian.supervision.catalog.choices import AdoptionState, Choice
from tongjian.supervision.catalog.columns import SCOPE_OF_LEVEL
from tongjian.supervision.catalog.models import Adoption, Item, ItemVersion
from tongjian.supervision.catalog.policies import can_adopt, visible_adoptions
from tongjian.supervision.catalog.queries.days import in_force

NOBODY = UUID(int=0)
_BEGUN = (AdoptionState.PUBLISHED, AdoptionState.ENDED)


def applies_in(region: str, on: date | None = None) -> Q:
    """Versions whose item may be checked in the place on the day, by its own departments."""
    adopted = Adoption.objects.filter(_holds(on), item=OuterRef("item"), agency__region=region, choice=Choice.ADOPT)
    return Q(item__region=None) | Q(item__region=region) | Q(Exists(adopted))


def _holds(on: date | None) -> Q:
    on = on or timezone.localdate()
    return Q(state__in=_BEGUN) & holding(on)


def unpublished(version_ids: Iterable[UUID], on: date | None = None, *, region: str = "") -> set[UUID]:
    """Which of these versions may not be checked on the day: never published, retired, or not in force; with a
    region, also those that this place neither compiled nor adopted (V02)."""
    wanted = set(version_ids)
    may = ItemVersion.objects.filter(in_force(on), pk__in=wanted)
    if region:
        may = may.filter(applies_in(region, on))
    return wanted - set(may.values_list("pk", flat=True))


def regions_above(region: str) -> list[str]:
    """The next first; by code, whatever is on file."""
    above = []
    while parent := parent_of(region):
        above.append(parent)
        region = parent
    return above


def offered_to(agency: Agency) -> QuerySet[ItemVersion]:
    """Versions in force that departments of the agency's line have compiled above it, for its level."""
    scope = SCOPE_OF_LEVEL.get(agency.region.level, "3")
    versions = ItemVersion.objects.filter(in_force(None), item__agency_kind=agency.kind_id)
    above = versions.filter(item__region__in=regions_above(agency.region_id))
    return above.filter(Q(apply_scope="") | Q(apply_scope__contains=scope))


def own_agency(actor: Actor) -> Agency:
    """The department the actor adopts for. Raises NotFound for whoever acts for none."""
    agency = Agency.objects.select_related("kind", "region").filter(pk=actor.agency_id or NOBODY).first()
    if agency is None:
        raise NotFound("agency_not_found", "领用事项由部门办理；您没有代表任何部门。")
    return agency


def list_offered(actor: Actor, *, standing: str = "", text: str = "") -> QuerySet[ItemVersion]:
    """What the actor's department may adopt, each with `standing`: adopt or decline as published, review while a
    choice waits, empty when nothing was said yet. Ready to render."""
    agency = own_agency(actor)
    mine = Adoption.objects.filter(agency=agency, item=OuterRef("item"))
    waiting = mine.filter(state=AdoptionState.REVIEW)
    settled = mine.filter(state=AdoptionState.PUBLISHED)
    versions = offered_to(agency).select_related("item", "item__agency_kind", "item__region", "checklist")
    versions = versions.annotate(
        settled=Subquery(settled.values("choice")[:1], output_field=CharField()), waits=Exists(waiting)
    )
    if text:
        versions = versions.filter(Q(item__name__icontains=text) | Q(item__code__icontains=text))
    if standing == "open":
        versions = versions.filter(settled=None, waits=False)
    elif standing == "review":
        versions = versions.filter(waits=True)
    elif standing:
        versions = versions.filter(settled=standing)
    return versions.order_by("item__code")


def waiting_adoptions(actor: Actor) -> QuerySet[Adoption]:
    """Choices of the actor's department that wait for a second person."""
    waiting = visible_adoptions(actor).filter(agency=actor.agency_id, state=AdoptionState.REVIEW)
    return waiting.select_related("item", "item__agency_kind", "item__region").order_by("item__code")


def adoptions_of(actor: Actor, item: Item) -> QuerySet[Adoption]:
    """Who adopted the item and who did not, as it stands."""
    standing = visible_adoptions(actor).filter(item=item, state=AdoptionState.PUBLISHED)
    return standing.select_related("agency", "agency__region").order_by("agency__region", "agency__code")


def count_open(actor: Actor) -> int:
    """Items of the department's line about which nothing was said yet."""
    return list_offered(actor, standing="open").count() if can_adopt(actor) else 0
