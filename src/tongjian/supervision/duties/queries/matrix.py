"""Reads of the matrix: which department answers for which stage of which item, on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding
from tongjian.foundation.org.models import Agency, Region
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.duties.choices import Stage
from tongjian.supervision.duties.models import Duty
from tongjian.supervision.duties.policies import visible_duties

ORDER = {role: place for place, role in enumerate(ParticipationRole.values)}
BUILT_STAGES = (Stage.ROUTINE, Stage.WARNING, Stage.CLUE, Stage.ENFORCEMENT, Stage.CREDIT)
"""What whoever supervises an item answers for unless laid down otherwise (谁主管、谁监管)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixFilter:
    """Empty means everything; `region` is the place, `department` a kind, `on` a day (None: today)."""

    region: str
    text: str = ""
    department: str = ""
    stage: str = ""
    on: date | None = None


def holds(on: date | None = None) -> Q:
    """Duties in force on the day."""
    day = on or timezone.localdate()
    return holding(day)


def list_items(actor: Actor, wanted: MatrixFilter) -> QuerySet[Item]:
    """Items with a duty in the place; ready to render as rows."""
    duties = visible_duties(actor).filter(holds(wanted.on), region=wanted.region, item=OuterRef("pk"))
    if wanted.department:
        duties = duties.filter(agency_kind=wanted.department)
    if wanted.stage:
        duties = duties.filter(stage=wanted.stage)
    items = Item.objects.filter(Exists(duties)).select_related("agency_kind")
    if wanted.text:
        items = items.filter(Q(name__icontains=wanted.text) | Q(code__icontains=wanted.text))
    return items.order_by("code")


Cells = dict[Stage, list[Duty]]


def duties_of(actor: Actor, region: str, items: Iterable[Item], on: date | None = None) -> dict[UUID, Cells]:
    """Item key → stage → duties, the lead first. One query."""
    rows = visible_duties(actor).filter(holds(on), region=region, item__in=[item.pk for item in items])
    found: dict[UUID, Cells] = defaultdict(lambda: {stage: [] for stage in Stage})
    for duty in sorted(rows.select_related("agency_kind", "agency"), key=lambda one: ORDER[one.role]):
        found[duty.item_id][Stage(duty.stage)].append(duty)
    return found


def history_of(actor: Actor, region: str, item: Item) -> QuerySet[Duty]:
    """Everything ever laid down about an item in a place, the newest first."""
    rows = visible_duties(actor).filter(region=region, item=item)
    return rows.select_related("agency_kind", "agency", "settlement", "transfer").order_by("-valid_from", "-id")


def get_duty(actor: Actor, duty_id: UUID) -> Duty:
    related = ("item", "agency_kind", "agency", "region")
    duty = visible_duties(actor).select_related(*related).filter(pk=duty_id).first()
    if duty is None:
        raise NotFound("duty_not_found", "没有这条职责，或者您无权查看。")
    return duty


def unbuilt(actor: Actor, region: str, on: date | None = None) -> QuerySet[ItemVersion]:
    """Versions in force in the place whose item has no duty there yet and whose department exists there."""
    agencies = Agency.objects.filter(region=region, valid_until=None).values("kind")
    laid_down = Duty.objects.filter(region=region, item=OuterRef("item"))
    here = catalog.published_versions(actor, region=region, on=on).filter(item__agency_kind__in=agencies)
    return here.filter(~Exists(laid_down))


def places_with_matrix() -> QuerySet[Region]:
    return Region.objects.filter(pk__in=Duty.objects.values("region")).order_by("code")


def own_agencies(region: str, kinds: Iterable[str]) -> dict[str, Agency]:
    """Kind → the place's own department of it. One query."""
    rows = Agency.objects.filter(region=region, kind__in=set(kinds), valid_until=None).select_related("kind")
    return {agency.kind_id: agency for agency in rows}
