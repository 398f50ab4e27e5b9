"""Which entities a scenario is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongjian.foundation.org.queries import names_of_regions
from tongjian.supervision.registry.models import Entity, Permit, Tagging
from tongjian.supervision.registry.queries import entities_in_scope

SCOPE_KEYS = ("regions", "kinds", "industries", "words", "permits", "tags")
Scope = Mapping[str, Sequence[str]]


def entities_of(scope: Scope, region_code: str, on: date | None = None) -> QuerySet[Entity]:
    """Active entities inside the region that fit every list that is not empty, each by any of its words.

    `permits` are names of permits: whoever holds one that was not cancelled, also if it has run out, for that is
    exactly what is to be looked at. `tags` are names of tags shared among departments.
    """
    day = on or timezone.localdate()
    entities = entities_in_scope(scope, region_code)
    if permits := scope.get("permits"):
        held = Permit.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), kind__in=permits)
        held = held.filter(Q(valid_from=None) | Q(valid_from__lte=day))
        entities = entities.filter(pk__in=held.values_list(Coalesce("entity__merged_into", "entity")))
    if tags := scope.get("tags"):
        worn = Tagging.objects.filter(tag__name__in=tags, tag__is_shared=True, removed_at=None)
        entities = entities.filter(pk__in=worn.values_list(Coalesce("entity__merged_into", "entity")))
    return entities


@dataclass(frozen=True, slots=True)
class Counted:
    """How many a scope hits now, and where."""

    total: int
    places: tuple[tuple[str, int], ...]


def count_objects(scope: Scope, region_code: str) -> Counted:
    """Two queries."""
    rows = entities_of(scope, region_code).order_by().values_list("region_id").annotate(n=Count("pk"))
    counts = {region or "": number for region, number in rows}
    names = names_of_regions(counts)
    places = tuple((names.get(code, "区划不明"), number) for code, number in sorted(counts.items()))
    return Counted(sum(counts.values()), places)
