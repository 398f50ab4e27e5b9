import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tongjian.pure import sampling
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning.choices import JobStage, Method
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.operations._watch import Watch
from tongjian.supervision.planning.queries import demand_entities, item_code, stratum_of
from tongjian.supervision.registry.choices import EntityStatus
from tongjian.supervision.registry.models import Entity

_REASON_OF_STATUS = {
    EntityStatus.SUSPENDED: "suspended",
    EntityStatus.REVOKED: "deregistered",
    EntityStatus.DEREGISTERED: "deregistered",
    EntityStatus.MOVED: "deregistered",
}
RECENTLY_CHECKED = "recently_checked"
_PACE = 5000


@dataclass(eq=False)
class FramePool:
    """The frame while it grows: parallel columns, because a province has millions of rows.

    `units`: the opaque name of each entity; `salts` in the same order. `counties`: where each unit of the frame is.
    """

    units: dict[UUID, str] = field(default_factory=dict)
    salts: list[bytes] = field(default_factory=list)
    specs: list[sampling.DemandSpec] = field(default_factory=list)
    unit_ids: list[str] = field(default_factory=list)
    demand_ids: list[str] = field(default_factory=list)
    strata: list[str] = field(default_factory=list)
    qs: list[int] = field(default_factory=list)
    exclusions: list[sampling.Exclusion] = field(default_factory=list)
    counties: dict[str, str] = field(default_factory=dict)

    def frame(self) -> sampling.Frame:
        return sampling.build_frame_from_columns(
            self.unit_ids, self.demand_ids, self.strata, self.qs, demand_ids=[spec.id for spec in self.specs]
        )


def build_pool(draw: Draw, demands: Sequence[Demand], watch: Watch) -> FramePool:
    """Everyone in the scope of each demand, with a fresh salt each, and who is taken out and why."""
    pool = FramePool()
    checked = set(_visited_this_year(draw).values_list(Coalesce("entity__merged_into", "entity"), flat=True))
    total = sum(_entities(demand).count() for demand in demands)
    done = 0
    for demand in demands:
        populations: dict[str, int] = {}
        # Read to the end first: on SQLite nothing can be noted while a question is still being answered.
        for entity_id, county in list(_entities(demand).values_list("pk", "region_id")):
            if done % _PACE == 0:
                watch(JobStage.POOL, done, total)
            done += 1
            if stratum := _add_row(pool, demand, entity_id, county, is_checked=entity_id in checked):
                populations[stratum] = populations.get(stratum, 0) + 1
        _exclude_inactive(pool, demand)
        pool.specs.append(_spec(demand, populations))
    return pool


def _entities(demand: Demand, statuses: tuple[EntityStatus, ...] = (EntityStatus.ACTIVE,)) -> QuerySet[Entity]:
    return demand_entities(demand.scope, demand.agency.region_id, demand.pool, statuses)


def _add_row(pool: FramePool, demand: Demand, entity_id: UUID, county: str | None, *, is_checked: bool) -> str:
    """The stratum into which the entity came, or nothing when it was taken out."""
    unit_id = _unit_id(pool, entity_id)
    if is_checked:
        pool.exclusions.append(sampling.Exclusion(unit_id, demand.code, RECENTLY_CHECKED))
        return ""
    stratum = stratum_of(demand.stratification, county)
    pool.unit_ids.append(unit_id)
    pool.demand_ids.append(demand.code)
    pool.strata.append(stratum)
    pool.qs.append(demand.rate_ppb or 0)
    pool.counties[unit_id] = county or ""
    return stratum


def _exclude_inactive(pool: FramePool, demand: Demand) -> None:
    inactive = _entities(demand, tuple(_REASON_OF_STATUS))
    for entity_id, status in inactive.values_list("pk", "status").iterator():
        reason = _REASON_OF_STATUS[EntityStatus(status)]
        pool.exclusions.append(sampling.Exclusion(_unit_id(pool, entity_id), demand.code, reason))


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


def _unit_id(pool: FramePool, entity_id: UUID) -> str:
    unit_id = pool.units.get(entity_id)
    if unit_id is None:
        salt = secrets.token_bytes(sampling.SALT_BYTES)
        unit_id = pool.units[entity_id] = sampling.unit_id(salt, str(entity_id))
        pool.salts.append(salt)
    return unit_id


def _visited_this_year(draw: Draw) -> QuerySet[Visit]:
    """Visits of the year, of the same seriousness: a practice visit spares nobody a real one."""
    visits = Visit.objects.filter(year=draw.window_from.year, is_practice=draw.is_practice)
    return visits.exclude(state=VisitState.CANCELLED)
