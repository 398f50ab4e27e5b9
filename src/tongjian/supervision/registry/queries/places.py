"""Where entities are: how many in each region, and their points in clusters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Avg, CharField, Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Floor

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.registry.models import Entity, Premises
from tongjian.supervision.registry.queries.entities import EntityFilter, list_entities

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Points near each other: how many, their middle, and what holds them all. One alone is named."""

    count: int
    longitude: float
    latitude: float
    bounds: Bounds
    entity_id: UUID | None
    name: str


def count_by_region(actor: Actor, wanted: EntityFilter) -> Counter[str]:
    """Code of each county (of a city or the province for what is only known to lie there) → entities. One query."""
    rows = list_entities(actor, wanted).order_by().values_list("region_id").annotate(Count("pk"))
    return Counter({code or "": count for code, count in rows})


def count_located(actor: Actor, wanted: EntityFilter) -> Counter[str]:
    """The same of those that have a point which is that of their present address."""
    located = _points(actor, wanted).order_by().values_list("entity__region_id")
    return Counter({code or "": count for code, count in located.annotate(Count("entity", distinct=True))})


def clusters(actor: Actor, wanted: EntityFilter, bounds: Bounds, across: int) -> Sequence[Cluster]:
    """The points inside the bounds, gathered in squares of which `across` stand side by side. One query."""
    west, south, east, north = bounds
    size = (east - west) / across
    squares = _inside(_points(actor, wanted), bounds).annotate(
        column=Floor((F("longitude") - west) / size), line=Floor((F("latitude") - south) / size)
    )
    found = squares.order_by().values("column", "line").annotate(
        count=Count("pk"), x=Avg("longitude"), y=Avg("latitude"), west=Min("longitude"), south=Min("latitude"),
        east=Max("longitude"), north=Max("latitude"),
        one=Min(Cast(Coalesce("entity__merged_into", "entity"), CharField())), name=Min("entity__name"),
    )  # fmt: skip
    return [
        Cluster(
            row["count"],
            row["x"],
            row["y"],
            (row["west"], row["south"], row["east"], row["north"]),
            UUID(row["one"]) if row["count"] == 1 else None,
            row["name"] if row["count"] == 1 else "",
        )
        for row in found
    ]


def premises_within(actor: Actor, wanted: EntityFilter, bounds: Bounds) -> QuerySet[Premises]:
    """The same points one by one, with their entities."""
    return _inside(_points(actor, wanted), bounds).select_related("entity").order_by("entity__name", "pk")


def _inside(points: QuerySet[Premises], bounds: Bounds) -> QuerySet[Premises]:
    west, south, east, north = bounds
    return points.filter(longitude__range=(west, east), latitude__range=(south, north))


def _points(actor: Actor, wanted: EntityFilter) -> QuerySet[Premises]:
    """Of premises that are open, where they are now. Those of merged rows stand for the row that is kept."""
    kept: QuerySet[Entity] = list_entities(actor, wanted).order_by()
    rows = Premises.objects.filter(Q(entity__in=kept.values("pk")) | Q(entity__merged_into__in=kept.values("pk")))
    return rows.filter(longitude__isnull=False, located_address=F("address"), valid_until=None)
