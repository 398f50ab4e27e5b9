"""Reads about key items and their versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.queries import OPEN_STATES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding, newest
from tongjian.pure.codes import significant
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion, KeyPart, YearlyReview
from tongjian.supervision.key_items.policies import SETTLED, visible_key_items, visible_versions
from tongjian.supervision.key_items.queries.content import areas
from tongjian.supervision.scenarios.models import ScenarioItem

REVIEW_CLOCK = "key_items.review"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyItemFilter:
    """Empty means everything; `department` is a kind that leads or cooperates at any level, `place` the very place
    that made it a key item, `region` that place or one below it, `on` a day: what was on the list then, instead of
    the newest version of each."""

    text: str = ""
    area: str = ""
    state: str = ""
    department: str = ""
    region: str = ""
    place: str = ""
    on: date | None = None


def in_force(on: date | None = None) -> Q:
    """Versions; None is today."""
    return Q(state__in=SETTLED) & holding(on or timezone.localdate())


def list_versions(actor: Actor, wanted: KeyItemFilter) -> QuerySet[KeyItemVersion]:
    """One row a key item, ready to render, the highest total first."""
    seen = visible_versions(actor)
    versions = newest(seen, of="key_item") if wanted.on is None else seen.filter(in_force(wanted.on))
    exact = {"state": wanted.state, "area": wanted.area, "key_item__region": wanted.place}
    versions = versions.filter(**{name: value for name, value in exact.items() if value})
    if wanted.department:
        named = KeyItemVersion.objects.filter(responsibilities__agency_kind=wanted.department)
        versions = versions.filter(pk__in=named.values("pk"))
    if wanted.region:
        versions = versions.filter(key_item__region__code__startswith=significant(wanted.region))
    if wanted.text:
        versions = versions.filter(Q(name__icontains=wanted.text) | Q(key_item__code__icontains=wanted.text))
    return ready(versions).order_by("-total", "pk")


def get_key_item(actor: Actor, code: str) -> KeyItem:
    key_item = visible_key_items(actor).select_related("region").filter(code=code).first()
    if key_item is None:
        raise NotFound("key_item_not_found", "没有这个重点事项，或者您无权查看。")
    return key_item


def versions_of(actor: Actor, key_item: KeyItem) -> QuerySet[KeyItemVersion]:
    return ready(visible_versions(actor).filter(key_item=key_item)).order_by("-number")


def get_version(actor: Actor, version_id: UUID) -> KeyItemVersion:
    version = ready(visible_versions(actor).filter(pk=version_id)).first()
    if version is None:
        raise NotFound("key_item_not_found", "没有这个重点事项的这个版本，或者您无权查看。")
    return version


def ready(versions: QuerySet[KeyItemVersion]) -> QuerySet[KeyItemVersion]:
    """With everything a version says."""
    parts = ("parts__item__agency_kind", "responsibilities__agency_kind", "scores")
    return versions.select_related("key_item__region", "scenario_version__scenario").prefetch_related(*parts)


def items_of(version: KeyItemVersion) -> list[Item]:
    """Of a `ready` version, no query."""
    return [part.item for part in version.parts.all()]


def reviews_of(key_item: KeyItem) -> QuerySet[YearlyReview]:
    return key_item.reviews.select_related("agency", "version")


def review_clock(key_item: KeyItem) -> Clock | None:
    """Until when it must be looked at again."""
    open_ones = Clock.objects.filter(
        matter_kind=KeyItem._meta.label_lower, matter_id=str(key_item.pk), parameter_code=REVIEW_CLOCK,
        state__in=OPEN_STATES,
    )  # fmt: skip
    return open_ones.order_by("-started_at").first()


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many key items a place has in an area; none is a gap."""

    code: str
    label: str
    listed: int
    open: int


def count_areas(actor: Actor, place: str, on: date | None = None) -> list[AreaCount]:
    """Of one place: on its list, and under way. Two queries."""
    is_open = ~Q(state__in=SETTLED)
    rows = visible_versions(actor).filter(key_item__region=place).order_by().values_list("area")
    listed, waiting = Count("key_item", filter=in_force(on), distinct=True), Count("key_item", filter=is_open)
    counts = {area: (known, new) for area, known, new in rows.annotate(known=listed, new=waiting)}
    return [AreaCount(code, term.label, *counts.get(code, (0, 0))) for code, term in areas().items()]


@dataclass(frozen=True, slots=True)
class Standing:
    """The place among those on the list of the same region: `rank` of `among`, by total."""

    rank: int
    among: int


def standing_of(version: KeyItemVersion) -> Standing:
    """Itself counted as if it were on the list. One query."""
    others = KeyItemVersion.objects.filter(in_force(), key_item__region=version.key_item.region_id)
    counts = others.exclude(key_item=version.key_item_id).aggregate(
        above=Count("pk", filter=Q(total__gt=version.total)), all=Count("pk")
    )
    return Standing(counts["above"] + 1, counts["all"] + 1)


def key_items_with(item: Item) -> QuerySet[KeyItemVersion]:
    """On the list today and about this item, itself or through a scenario."""
    named = Exists(KeyPart.objects.filter(version=OuterRef("pk"), item=item))
    through = ScenarioItem.objects.filter(version=OuterRef("scenario_version"), item_version__item=item)
    rows = KeyItemVersion.objects.filter(in_force()).filter(named | Exists(through))
    return rows.select_related("key_item__region").order_by("key_item__region__code", "key_item__code")


def with_marks(versions: QuerySet[ItemVersion], *, only: bool | None = None) -> QuerySet[ItemVersion]:
    """Versions of items with `is_key`: whether a key item on any place's list is about them; `only` those that are
    (True) or are not (False)."""
    listed = KeyItemVersion.objects.filter(in_force())
    named = Exists(KeyPart.objects.filter(version__in=listed.values("pk"), item=OuterRef("item")))
    within = ScenarioItem.objects.filter(version__in=listed.exclude(scenario_version=None).values("scenario_version"))
    marked = versions.annotate(is_key=named | Exists(within.filter(item_version__item=OuterRef("item"))))
    return marked if only is None else marked.filter(is_key=only)


def leading(version: KeyItemVersion) -> Iterable[str]:
    """Names of the departments that lead, from above, each once. Of a `ready` version, no query."""
    rows = (row for row in version.responsibilities.all() if row.role == ParticipationRole.LEAD)
    return dict.fromkeys(row.agency_kind.title for row in rows)
