"""Reads about entities."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongjian.foundation.exchange.models import StagedRow
from tongjian.foundation.exchange.queries import changes_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Region
from tongjian.foundation.rulebook.queries import terms
from tongjian.pure.codes import registration_problem, significant, uscc_problem, widen
from tongjian.supervision.registry.choices import WITHOUT_CODE, EntityStatus, LikenessDecision
from tongjian.supervision.registry.columns import Place, Reference, normalise_name
from tongjian.supervision.registry.finding import MANY, Hits, needles, probe
from tongjian.supervision.registry.models import (
    Entity,
    Identifier,
    Interest,
    Likeness,
    Merge,
    Outdated,
    Permit,
    Premises,
    Provenance,
    Relation,
    Tagging,
)
from tongjian.supervision.registry.policies import visible_entities, visible_taggings

_INDUSTRY_DICTIONARIES = ("industry_section", "industry_division")
_SHORTEST_INDEXED = 2
_FEW = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFilter:
    """Empty means everything. `words` is part of a name (present or former), of its initials or of a number; `region`
    takes everything below it; `industry` is a prefix; `established_until` is exclusive. `tag` is the name of a tag the
    actor may see; `permit` part of the name of a permit that was not cancelled, `permit_until` the day before which
    such a permit runs out. `same_representative` is an entity: those that have the same one."""

    words: str = ""
    kind: str = ""
    region: str = ""
    status: str = ""
    industry: str = ""
    established_from: date | None = None
    established_until: date | None = None
    tag: str = ""
    permit: str = ""
    permit_until: date | None = None
    same_representative: UUID | None = None


def list_entities(actor: Actor, wanted: EntityFilter) -> QuerySet[Entity]:
    entities = visible_entities(actor).select_related("region")
    exact = {"kind": wanted.kind, "status": wanted.status}
    prefixes = {"region__code__startswith": significant(wanted.region), "industry__startswith": wanted.industry}
    bounds = {"established_on__gte": wanted.established_from, "established_on__lt": wanted.established_until}
    given = {name: value for name, value in {**exact, **prefixes, **bounds}.items() if value}
    if wanted.tag:
        entities = entities.filter(pk__in=_tagged(actor, wanted.tag))
    if wanted.same_representative:
        key = visible_entities(actor).filter(pk=wanted.same_representative).exclude(representative="")
        entities = entities.filter(representative__in=key.values("representative"))
    return entities.filter(_matching(wanted.words), _permitted(wanted), merged_into=None, **given)


def _tagged(actor: Actor, name: str) -> QuerySet[Tagging, UUID]:
    worn = visible_taggings(actor).filter(tag__name=name)
    return worn.values_list(Coalesce("entity__merged_into", "entity"), flat=True)


def _permitted(wanted: EntityFilter) -> Q:
    if not wanted.permit and not wanted.permit_until:
        return Q()
    permits = Permit.objects.filter(ended_on=None)
    if wanted.permit:
        permits = permits.filter(kind__contains=wanted.permit)
    if wanted.permit_until:
        permits = permits.filter(last_day__lt=wanted.permit_until)
    return Q(pk__in=permits.values_list(Coalesce("entity__merged_into", "entity")))


def _matching(words: str) -> Q:
    text = normalise_name(words)
    if not text:
        return Q() if not words.strip() else Q(name__contains=words.strip())
    number = widen(words)
    if not uscc_problem(number) or not registration_problem(number):
        return Q(uscc=number) | Q(pk__in=Identifier.objects.filter(value=number).values("entity"))
    return _containing(needles(words))


def _containing(wanted: Sequence[str]) -> Q:
    """The answer of the index, and of looking at those that changed since it was made."""
    changed = _scanned(wanted).filter(pk__in=Outdated.objects.values("entity_id")).values_list("pk", flat=True)
    is_current = not Outdated.objects.exists()
    if min(len(needle) for needle in wanted) >= _SHORTEST_INDEXED:
        hits = [probe(needle) for needle in wanted]
        if not any(one.are_many for one in hits):
            return _indexed(hits, [] if is_current else list(changed[: MANY + 1]))
    walked = _any_of(Q(search_text__text__contains=needle) for needle in wanted)
    return walked if is_current else ~Q(pk__in=Outdated.objects.values("entity_id")) & walked | Q(pk__in=changed)


def _indexed(hits: Sequence[Hits], changed: Sequence[UUID]) -> Q:
    """Few are named one by one; more are a part of the question, on their own side of an OR only when they must."""
    named = {entity_id for one in hits for entity_id in one.entity_ids}.union(changed)
    if len(named) <= _FEW:
        return Q(pk__in=named)
    sql = " union all ".join(one.sql for one in hits)
    asked = Q(pk__in=RawSQL(sql, [value for one in hits for value in one.parameters]))
    return asked | Q(pk__in=changed) if changed else asked


def _scanned(wanted: Iterable[str]) -> QuerySet[Entity]:
    """Looking at names and numbers themselves; initials are in search texts only."""
    names = ("search_name", "former_names__search_name")
    places = (*names, *(f"merged__{name}" for name in names), "uscc", "identifiers__value")
    conditions = [
        Q(**{f"{place}__contains": needle.upper() if place in ("uscc", "identifiers__value") else needle})
        for needle in wanted
        for place in places
    ]
    return Entity.objects.filter(_any_of(conditions))


def get_entity(actor: Actor, entity_id: UUID) -> Entity:
    entity = visible_entities(actor).select_related("region").filter(pk=entity_id).first()
    if entity is None:
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    return entity


def get_entity_with_facts(actor: Actor, entity_id: UUID) -> Entity:
    """With identifiers, premises, former names and open interests prefetched (`open_interests`)."""
    interests = Interest.objects.filter(ended_at=None).select_related("officer", "officer__agency")
    entity = (
        visible_entities(actor)
        .select_related("region", "region__parent")
        .prefetch_related(
            "identifiers",
            "premises__region",
            "premises__township",
            "former_names",
            Prefetch("interests", queryset=interests, to_attr="open_interests"),
        )
        .filter(pk=entity_id)
        .first()
    )
    if entity is None:
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    return entity


def count_of_representative(actor: Actor, entity: Entity) -> int:
    """How many other entities the actor sees have the same representative."""
    if not entity.representative:
        return 0
    same = visible_entities(actor).filter(representative=entity.representative, merged_into=None)
    return same.exclude(pk__in=family_of(entity.pk)).count()


def get_premises(actor: Actor, entity_id: UUID, premises_id: UUID) -> Premises:
    seen = visible_entities(actor).filter(pk=entity_id)
    premises = Premises.objects.select_related("entity", "region").filter(pk=premises_id, entity__in=seen).first()
    if premises is None:
        raise NotFound("premises_not_found", "没有这个场所，或者您无权查看。")
    return premises


def get_permit(actor: Actor, entity_id: UUID, permit_id: UUID) -> Permit:
    seen = visible_entities(actor).filter(pk=entity_id)
    permit = Permit.objects.select_related("entity").filter(pk=permit_id, entity__in=seen).first()
    if permit is None:
        raise NotFound("permit_not_found", "没有这份许可，或者您无权查看。")
    return permit


def get_relation(actor: Actor, entity_id: UUID, relation_id: UUID) -> Relation:
    seen = visible_entities(actor).filter(pk=entity_id)
    relation = Relation.objects.select_related("entity").filter(pk=relation_id, entity__in=seen).first()
    if relation is None:
        raise NotFound("relation_not_found", "没有这项关联，或者您无权查看。")
    return relation


def permits_of(entity: Entity) -> QuerySet[Permit]:
    """Of all rows that are this one entity."""
    return Permit.objects.filter(entity__in=family_of(entity.pk))


def relations_of(actor: Actor, entity: Entity) -> QuerySet[Relation]:
    """Both ways, of all rows that are this one entity; relations to what the actor cannot see do not exist."""
    own, seen = family_of(entity.pk), visible_entities(actor).values("pk")
    either = Q(entity__in=own, other__in=seen) | Q(other__in=own, entity__in=seen)
    return Relation.objects.filter(either).select_related("entity", "other")


def taggings_of(actor: Actor, entity: Entity) -> QuerySet[Tagging]:
    """Tags the entity carries: those of the actor's agency and shared ones."""
    return visible_taggings(actor).filter(entity__in=family_of(entity.pk)).select_related("tag", "tag__agency")


def names_of_tags(actor: Actor) -> list[str]:
    """Of tags some entity carries, as far as the actor may see them."""
    return sorted(set(visible_taggings(actor).values_list("tag__name", flat=True)))


def townships_of(actor: Actor) -> QuerySet[Region]:
    """Townships and streets of the actor's region; none where none were brought in."""
    below = Region.objects.filter(level=RegionLevel.TOWNSHIP, code__startswith=significant(actor.region_code))
    return below.filter(valid_until=None).order_by("code")


def family_of(entity_id: UUID) -> list[UUID]:
    """The rows that are this one entity: the one that is kept, and those merged into it. Rows of other contexts may
    point to any of them."""
    kept = Entity.objects.filter(pk=entity_id).values_list("merged_into", flat=True).first() or entity_id
    return [kept, *Entity.objects.filter(merged_into=kept).values_list("pk", flat=True)]


def kept_rows(entity_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Those that were merged → the row that is kept."""
    merged = Entity.objects.filter(pk__in=list(entity_ids), merged_into__isnull=False)
    return {pk: kept for pk, kept in merged.values_list("pk", "merged_into") if kept}


def merges_of(entity: Entity) -> QuerySet[Merge]:
    """Merges that hold, into the entity and of it into another."""
    either = Q(winner=entity) | Q(loser=entity)
    return Merge.objects.filter(either, undone_at=None).select_related("winner", "loser").order_by("merged_at")


def get_merge(actor: Actor, merge_id: UUID) -> Merge:
    merge = Merge.objects.select_related("winner", "loser").filter(pk=merge_id).first()
    if merge is None or not visible_entities(actor).filter(pk=merge.winner_id).exists():
        raise NotFound("merge_not_found", "没有这次合并，或者您无权查看。")
    return merge


def find_by_uscc(actor: Actor, uscc: str) -> Entity | None:
    """By the present code, however it is written (full width, lower case, with blanks)."""
    code = widen(uscc)
    return visible_entities(actor).select_related("region").filter(uscc=code).first() if code else None


def sources_of(entity: Entity) -> Mapping[str, Provenance]:
    """Field → where its present value came from."""
    rows = Provenance.objects.filter(entity=entity).select_related("batch", "batch__agency")
    return {field: row for row in rows for field in row.fields}


def imports_of(entity: Entity) -> QuerySet[StagedRow]:
    """Every row of a batch that made or changed the entity, oldest first."""
    return changes_of(entity.pk)


def entities_in_scope(
    scope: Mapping[str, Sequence[str]],
    region_code: str,
    statuses: Sequence[EntityStatus] = (EntityStatus.ACTIVE,),
) -> QuerySet[Entity]:
    """What a demand asks for, inside a region: lists `regions`, `kinds`, `industries` (prefixes), `words` (any of them
    in the name or the business scope). An absent or empty list asks for everything, of kinds for every organisation:
    people and things are drawn only where they are named. Other `statuses` than active only
    to say who was left out and why."""
    entities = Entity.objects.filter(
        status__in=statuses, merged_into=None, region__code__startswith=significant(region_code)
    )
    if regions := scope.get("regions"):
        entities = entities.filter(_any_of(Q(region__code__startswith=significant(code)) for code in regions))
    if kinds := scope.get("kinds"):
        entities = entities.filter(kind__in=kinds)
    else:
        entities = entities.exclude(kind__in=WITHOUT_CODE)
    if industries := scope.get("industries"):
        entities = entities.filter(_any_of(Q(industry__startswith=prefix) for prefix in industries))
    if words := scope.get("words"):
        entities = entities.filter(
            _any_of(Q(search_name__contains=normalise_name(word)) | Q(business_scope__contains=word) for word in words)
        )
    return entities


def _any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q())


def recusals(entity_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Officers who must not inspect each entity (行政处罚法 第43条), whichever of its rows the interest was declared
    for; entities without any are absent."""
    found: dict[UUID, set[UUID]] = {}
    ids = list(entity_ids)
    for start in range(0, len(ids), 5000):
        chunk = ids[start : start + 5000]
        kept = {pk: pk for pk in chunk} | kept_rows(chunk)
        rows = Q(entity__in=set(kept.values())) | Q(entity__merged_into__in=set(kept.values()))
        officers: dict[UUID, set[UUID]] = defaultdict(set)
        for root, officer_id in Interest.objects.filter(rows, ended_at=None).values_list(
            Coalesce("entity__merged_into", "entity"), "officer_id"
        ):
            officers[root].add(officer_id)
        found |= {pk: officers[root] for pk, root in kept.items() if root in officers}
    return found


def lock_entity(entity_id: UUID) -> Entity:
    """The row, locked until the transaction ends: used wherever visits of one enterprise are counted. The row into
    which it was merged is locked with it, because both are one enterprise."""
    kept = Entity.objects.filter(pk=entity_id, merged_into__isnull=False).values("merged_into")
    rows = Entity.objects.select_for_update(of=("self",)).filter(Q(pk=entity_id) | Q(pk__in=kept)).order_by("pk")
    entity = next((row for row in rows if row.pk == entity_id), None)
    if entity is None:
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    return entity


def reference_for(actor: Actor) -> Reference:
    """What the checks of an import are held against: regions and dictionaries of today, the actor's jurisdiction."""
    regions = Region.objects.exclude(level=RegionLevel.TOWNSHIP).order_by("code")
    places = [
        Place(code, name, until, successor or "")
        for code, name, until, successor in regions.values_list("code", "name", "valid_until", "successor_id")
    ]
    industries = {term.label: term.code for name in _INDUSTRY_DICTIONARIES for term in terms(name)}
    return Reference(places, timezone.localdate(), jurisdiction=actor.region_code, industries=industries)


def count_outdated() -> int:
    """Changes the search index does not know of yet."""
    return Outdated.objects.count()


def count_searchable() -> int:
    return Entity.objects.filter(merged_into=None).count()


def list_likenesses(actor: Actor, decision: str = LikenessDecision.OPEN) -> QuerySet[Likeness]:
    """Rows of files that may be an entity the actor sees, the likeliest first."""
    seen = visible_entities(actor).values("pk")
    return (
        Likeness.objects.filter(entity__in=seen, decision=decision).select_related("entity").order_by("-score", "pk")
    )
