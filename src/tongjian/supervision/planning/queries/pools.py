"""Reads about pools of objects: who is in one today, or was on a day, and what was changed by hand since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding
from tongjian.foundation.org import queries as org
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning.choices import MarkKind
from tongjian.supervision.planning.models import ObjectPool, PoolMark, PoolRule
from tongjian.supervision.planning.policies import visible_pools
from tongjian.supervision.registry import queries as registry
from tongjian.supervision.registry.choices import EntityKind, EntityStatus
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.models import Entity, Permit


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFilter:
    text: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFigures:
    """Of today: all members, whom the rule takes in (without those taken out), and the marks that hold."""

    members: int
    by_rule: int
    added: int
    removed: int


def list_pools(actor: Actor, wanted: PoolFilter) -> QuerySet[ObjectPool]:
    marks = Count("marks", filter=Q(marks__valid_until=None))
    pools = visible_pools(actor).select_related("agency").annotate(mark_count=marks)
    if wanted.text:
        pools = pools.filter(title__icontains=wanted.text) | pools.filter(code__icontains=wanted.text)
    return pools.filter(kind__in=wanted.kinds) if wanted.kinds else pools


def own_pools(actor: Actor) -> QuerySet[ObjectPool]:
    """Those a demand of the actor's agency may name."""
    if actor.agency_id is None:
        return ObjectPool.objects.none()
    return visible_pools(actor).filter(agency_id=actor.agency_id).order_by("title")


def get_pool(actor: Actor, pool_id: UUID) -> ObjectPool:
    pool = visible_pools(actor).select_related("agency", "agency__region").filter(pk=pool_id).first()
    if pool is None:
        raise NotFound("pool_not_found", "没有这个名录库，或者您无权查看。")
    return pool


def rule_on(pool: ObjectPool, day: date | None = None) -> PoolRule | None:
    """The rule that holds; None where the pool is filled by hand alone."""
    return pool.rules.filter(holding(day or timezone.localdate())).first()


def pool_entities(
    pool: ObjectPool, on: date | None = None, statuses: Sequence[EntityStatus] = (EntityStatus.ACTIVE,)
) -> QuerySet[Entity]:
    """Members on a day: whom the rule of that day hits, but for those taken out by hand, and those put in by hand as
    far as they are in the agency's region. One statement, however large; what is merged counts as the row that was
    kept. Facts of the entities are those of today: the register says what it knows now."""
    day = on or timezone.localdate()
    added = marked(pool, MarkKind.ADDED, day)
    region = pool.agency.region_id
    by_hand = registry.entities_in_scope({"kinds": list(EntityKind.values)}, region, statuses).filter(pk__in=added)
    by_rule = _by_rule(pool, day, statuses)
    return by_hand if by_rule is None else by_rule | by_hand


def marked(pool: ObjectPool, kind: MarkKind, day: date) -> QuerySet[PoolMark, Any]:
    """The entities with a mark of the kind that holds, for use inside a query."""
    marks = pool.marks.filter(holding(day), kind=kind).order_by()
    return marks.values_list(Coalesce("entity__merged_into", "entity"), flat=True)


def figures_of_pool(pool: ObjectPool) -> PoolFigures:
    today = timezone.localdate()
    by_rule = _by_rule(pool, today, (EntityStatus.ACTIVE,))
    kinds = dict(pool.marks.filter(holding(today)).order_by().values_list("kind").annotate(n=Count("pk")))
    return PoolFigures(
        members=pool_entities(pool).count(),
        by_rule=by_rule.count() if by_rule is not None else 0,
        added=kinds.get(MarkKind.ADDED, 0),
        removed=kinds.get(MarkKind.REMOVED, 0),
    )


def members_with_facts(pool: ObjectPool, on: date | None = None, text: str = "") -> QuerySet[Entity]:
    """Members with what a pool's file says of them: the newest permit and the last visit that took place."""
    members = pool_entities(pool, on)
    if text:
        members = members.filter(Q(search_name__contains=normalise_name(text)) | Q(uscc__startswith=text.upper()))
    permits = Permit.objects.filter(entity=OuterRef("pk"), ended_on=None).order_by("-last_day", "pk")
    real = Visit.objects.filter(is_practice=False, is_check=True)
    visits = real.filter(entity=OuterRef("pk"), planned_on__lte=timezone.localdate())
    visits = visits.exclude(state=VisitState.CANCELLED).order_by("-planned_on")
    columns: Mapping[str, Subquery] = {
        f"permit_{name}": Subquery(permits.values(name)[:1])
        for name in ("kind", "number", "issuer", "valid_from", "last_day")
    }
    last_visit = Subquery(visits.values("planned_on")[:1])
    return members.select_related("region").annotate(**columns, last_visit_on=last_visit)


def changes_by_hand(pool: ObjectPool, since: date | None = None) -> QuerySet[PoolMark]:
    """Every mark, ended or not; with a day those that began or ended since."""
    marks = pool.marks.select_related("entity")
    return marks.filter(Q(valid_from__gte=since) | Q(valid_until__gte=since)) if since else marks


def names_of_keepers(pool: ObjectPool) -> dict[UUID, str]:
    """Who changed the pool by hand, by name. Two queries."""
    keepers = pool.marks.order_by().exclude(made_by=None).values_list("made_by", flat=True).distinct()
    return {UUID(pk): name for pk, name in org.names_of_users(str(pk) for pk in keepers).items()}


def rules_of_pool(pool: ObjectPool) -> QuerySet[PoolRule]:
    """Every rule the pool ever had, newest first."""
    return pool.rules.all()


def _by_rule(pool: ObjectPool, day: date, statuses: Sequence[EntityStatus]) -> QuerySet[Entity] | None:
    rule = rule_on(pool, day)
    if rule is None:
        return None
    hit = registry.entities_in_scope(rule.scope, pool.agency.region_id, statuses)
    return hit.exclude(pk__in=marked(pool, MarkKind.REMOVED, day))
