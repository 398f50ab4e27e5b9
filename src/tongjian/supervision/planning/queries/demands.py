"""Reads about demands, and what a scope would hit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import significant
from tongjian.pure.sampling import size_for_ratio
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.planning.choices import DemandState, Method, Stratification
from tongjian.supervision.planning.models import Demand, Draw, ObjectPool
from tongjian.supervision.planning.policies import visible_demands
from tongjian.supervision.planning.queries.pools import pool_entities
from tongjian.supervision.planning.queries.risk import RiskRule, last_checks
from tongjian.supervision.registry import queries as registry
from tongjian.supervision.registry.choices import EntityKind, EntityStatus
from tongjian.supervision.registry.models import Entity

ONE_STRATUM = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFilter:
    text: str = ""
    states: tuple[str, ...] = ()
    own_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumSize:
    """`population` entities in the stratum now, of which `size` would be drawn (expected number for `poisson`).

    By risk: `label` says which entities, `why` from which values the number follows, `even` how many it would be if
    the same total were drawn from everybody alike.
    """

    stratum: str
    population: int
    size: int
    label: str = ""
    why: str = ""
    even: int = 0

    @property
    def more(self) -> int:
        """How many more than if everybody were treated alike; negative for fewer."""
        return self.size - self.even

    @property
    def fewer(self) -> int:
        return -self.more


def list_demands(actor: Actor, wanted: DemandFilter) -> QuerySet[Demand]:
    demands = visible_demands(actor).select_related("agency", "draw").annotate(item_count=Count("demand_items"))
    if wanted.text:
        demands = demands.filter(title__icontains=wanted.text) | demands.filter(code__icontains=wanted.text)
    if wanted.states:
        demands = demands.filter(state__in=wanted.states)
    if wanted.own_only and actor.agency_id is not None:
        demands = demands.filter(agency_id=actor.agency_id)
    return demands


def get_demand(actor: Actor, demand_id: UUID) -> Demand:
    demand = (
        visible_demands(actor).select_related("agency", "agency__kind", "draw", "pool").filter(pk=demand_id).first()
    )
    if demand is None:
        raise NotFound("demand_not_found", "没有这个需求，或者您无权查看。")
    return demand


def get_demand_by_code(actor: Actor, code: str) -> Demand:
    demand = visible_demands(actor).select_related("agency", "draw").filter(code=code).first()
    if demand is None:
        raise NotFound("demand_not_found", f"没有编号为 {code} 的需求，或者您无权查看。")
    return demand


def find_version_in_force(actor: Actor, item_name: str) -> ItemVersion:
    """The version in force today of the item with this code. Raises V02 when there is none."""
    version = catalog.published_version(catalog.get_item(actor, item_name))
    if version is None:
        raise rulebook.refusal("V02", detail=f"事项 {item_name}。")
    return version


def takeable_demands(actor: Actor, draw: Draw) -> QuerySet[Demand]:
    """Submitted demands of the draw's region that no draw has taken yet."""
    return (
        visible_demands(actor)
        .filter(
            state=DemandState.SUBMITTED,
            draw=None,
            agency__region__code__startswith=significant(draw.region_id),
        )
        .select_related("agency")
        .order_by("agency__code", "code")
    )


def demand_entities(
    demand_scope: Mapping[str, Sequence[str]],
    region_code: str,
    pool: ObjectPool | None = None,
    statuses: Sequence[EntityStatus] = (EntityStatus.ACTIVE,),
) -> QuerySet[Entity]:
    """Active entities that a scope hits inside a region; with a pool those of its members whom the scope hits, of
    every kind that the pool holds unless the scope names kinds."""
    scope = {key: list(values) for key, values in demand_scope.items()}
    if pool is None:
        return registry.entities_in_scope(scope, region_code, statuses)
    scope["kinds"] = scope.get("kinds") or list(EntityKind.values)
    return registry.entities_in_scope(scope, region_code, statuses) & pool_entities(pool, statuses=statuses)


def preview_sizes(
    *,
    scope: Mapping[str, Sequence[str]],
    agency: Agency,
    method: str,
    stratification: str,
    share: tuple[int, int] | None,
    pool: ObjectPool | None = None,
) -> list[StratumSize]:
    """How many would be drawn of each stratum if the frame were built now, before exclusions. `share`: a fraction."""
    if stratification == Stratification.RISK:
        return _preview_by_risk(scope, agency, pool)
    inside = demand_entities(scope, agency.region_id, pool)
    counted = inside.order_by().values_list("region_id").annotate(n=Count("pk"))
    populations: dict[str, int] = {}
    for region, number in counted:
        stratum = stratum_of(stratification, region)
        populations[stratum] = populations.get(stratum, 0) + number
    return [
        StratumSize(stratum=stratum, population=number, size=_size(method, number, share))
        for stratum, number in sorted(populations.items())
    ]


def _preview_by_risk(scope: Mapping[str, Sequence[str]], agency: Agency, pool: ObjectPool | None) -> list[StratumSize]:
    """Whoever was checked by the department is looked at one by one, all others are counted by grade."""
    rule, last = RiskRule(agency, timezone.localdate()), last_checks(agency)
    entities = demand_entities(scope, agency.region_id, pool)
    populations: Counter[str] = Counter()
    strata = {}
    for grade, number in registry.risk_counts(entities):
        stratum = rule.stratum(grade, None)
        strata[stratum.key] = stratum
        populations[stratum.key] += number
    for entity_id, _, grade in registry.risk_rows(entities.filter(pk__in=list(last))):
        never, stratum = rule.stratum(grade, None), rule.stratum(grade, last[entity_id])
        strata[stratum.key] = stratum
        populations[never.key] -= 1
        populations[stratum.key] += 1
    sizes = {
        key: size_for_ratio(strata[key].ratio.numerator, strata[key].ratio.denominator, number)
        for key, number in populations.items()
        if number
    }
    total, everybody = sum(sizes.values()), sum(populations.values())
    return [
        StratumSize(
            stratum=key,
            population=populations[key],
            size=sizes[key],
            label=strata[key].label,
            why=strata[key].why,
            even=round(populations[key] * total / everybody),
        )
        for key in sorted(sizes, key=lambda key: (-strata[key].ratio, key))
    ]


def stratum_of(stratification: str, region_code: str | None) -> str:
    """The stratum of an entity: everything in one, or its county (six digits)."""
    if stratification == Stratification.NONE:
        return ONE_STRATUM
    return (region_code or "000000")[:6]


def item_code(version: ItemVersion) -> str:
    """How the files of a draw name an item version. Needs `item` loaded."""
    return f"{version.item.code}-v{version.number}"


def _size(method: str, population: int, share: tuple[int, int] | None) -> int:
    if method == Method.CENSUS:
        return population
    return size_for_ratio(*share, population) if share else 0
