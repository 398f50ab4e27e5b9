import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tongjian.pure import sampling
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning.choices import Method
from tongjian.supervision.planning.models import Demand, Draw, Unit
from tongjian.supervision.planning.queries import demand_entities, item_code, stratum_of
from tongjian.supervision.registry import queries as registry
from tongjian.supervision.registry.choices import EntityStatus

_REASON_OF_STATUS = {
    EntityStatus.SUSPENDED: "suspended",
    EntityStatus.REVOKED: "deregistered",
    EntityStatus.DEREGISTERED: "deregistered",
    EntityStatus.MOVED: "deregistered",
}
RECENTLY_CHECKED = "recently_checked"


@dataclass(eq=False)
class FramePool:
    """The frame while it grows: parallel columns, because a province has millions of rows."""

    units: dict[UUID, Unit] = field(default_factory=dict)
    specs: list[sampling.DemandSpec] = field(default_factory=list)
    unit_ids: list[str] = field(default_factory=list)
    demand_ids: list[str] = field(default_factory=list)
    strata: list[str] = field(default_factory=list)
    qs: list[int] = field(default_factory=list)
    exclusions: list[sampling.Exclusion] = field(default_factory=list)

    def frame(self) -> sampling.Frame:
        return sampling.build_frame_from_columns(
            self.unit_ids, self.demand_ids, self.strata, self.qs, demand_ids=[spec.id for spec in self.specs]
        )


def build_pool(draw: Draw, demands: Iterable[Demand]) -> FramePool:
    """Everyone in the scope of each demand, with a fresh salt each, and who is taken out and why."""
    pool = FramePool()
    checked = set(_visited_this_year(draw).values_list(Coalesce("entity__merged_into", "entity"), flat=True))
    for demand in demands:
        _add_demand(pool, draw, demand, checked)
    return pool


def _add_demand(pool: FramePool, draw: Draw, demand: Demand, checked: set[UUID]) -> None:
    populations: dict[str, int] = {}
    region = demand.agency.region_id
    q = demand.rate_ppb or 0
    for entity_id, county in demand_entities(demand.scope, region).values_list("pk", "region_id").iterator():
        unit_id = _unit_id(pool, draw, entity_id)
        if entity_id in checked:
            pool.exclusions.append(sampling.Exclusion(unit_id, demand.code, RECENTLY_CHECKED))
            continue
        stratum = stratum_of(demand.stratification, county)
        populations[stratum] = populations.get(stratum, 0) + 1
        pool.unit_ids.append(unit_id)
        pool.demand_ids.append(demand.code)
        pool.strata.append(stratum)
        pool.qs.append(q)
    inactive = registry.entities_in_scope(demand.scope, region, statuses=list(_REASON_OF_STATUS))
    for entity_id, status in inactive.values_list("pk", "status").iterator():
        reason = _REASON_OF_STATUS[EntityStatus(status)]
        pool.exclusions.append(sampling.Exclusion(_unit_id(pool, draw, entity_id), demand.code, reason))
    pool.specs.append(_spec(demand, populations))


def _spec(demand: Demand, populations: dict[str, int]) -> sampling.DemandSpec:
    sizes = {}
    if demand.method == Method.FIXED:
        ratio = (demand.ratio_numerator or 0, demand.ratio_denominator or 1)
        sizes = {stratum: sampling.size_for_ratio(*ratio, number) for stratum, number in populations.items()}
    return sampling.DemandSpec(
        id=demand.code,
        agency=demand.agency.code,
        items=tuple(item_code(version) for version in demand.items.select_related("item")),
        method=demand.method,
        sizes=sizes,
    )


def _unit_id(pool: FramePool, draw: Draw, entity_id: UUID) -> str:
    unit = pool.units.get(entity_id)
    if unit is None:
        salt = secrets.token_bytes(32)
        unit_id = sampling.unit_id(salt, str(entity_id))
        unit = pool.units[entity_id] = Unit(draw=draw, entity_id=entity_id, unit_id=unit_id, salt=salt.hex())
    return unit.unit_id


def _visited_this_year(draw: Draw) -> QuerySet[Visit]:
    """Visits of the year, of the same seriousness: a practice visit spares nobody a real one."""
    visits = Visit.objects.filter(year=draw.window_from.year, is_practice=draw.is_practice)
    return visits.exclude(state=VisitState.CANCELLED)
