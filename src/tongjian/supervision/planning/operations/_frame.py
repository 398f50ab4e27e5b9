import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tongjian.pure import sampling
from tongjian.supervision.catalog.queries import stood_for_by
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.inspections.queries import checked_after_permit
from tongjian.supervision.planning.choices import JobStage, Method, Stratification
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.operations._watch import Watch
from tongjian.supervision.planning.queries import (
    RiskRule,
    demand_entities,
    item_code,
    last_checks,
    spared,
    stratum_of,
)
from tongjian.supervision.registry import queries as registry
from tongjian.supervision.registry.choices import EntityStatus
from tongjian.supervision.registry.models import Entity

_REASON_OF_STATUS = {
    EntityStatus.SUSPENDED: "suspended",
    EntityStatus.REVOKED: "deregistered",
    EntityStatus.DEREGISTERED: "deregistered",
    EntityStatus.MOVED: "deregistered",
}
RECENTLY_CHECKED, CLEAN_CHECK = "recently_checked", "clean_check"
POST_PERMIT_CHECKED = "special_equipment_postcheck"
"""V09: a 证后监督检查 of the year stands for the routine one."""
_PACE = 5000


@dataclass(eq=False)
class FramePool:
    """The frame while it grows: parallel columns, because a province has millions of rows.

    `units`: the opaque name of each entity; `salts` in the same order. `counties`: where each unit of the frame is.
    `meanings`: by demand and stratum, what a stratum by risk means; its own name says nothing to outsiders.
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
    meanings: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

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
        sorter = _Sorter(draw, demand, pool, checked)
        # Read to the end first: on SQLite nothing can be noted while a question is still being answered.
        for entity_id, county, risk in sorter.rows():
            if done % _PACE == 0:
                watch(JobStage.POOL, done, total)
            done += 1
            if stratum := _add_row(pool, demand, sorter, entity_id, county, risk):
                populations[stratum] = populations.get(stratum, 0) + 1
        _exclude_inactive(pool, demand)
        pool.specs.append(_spec(demand, populations, sorter.ratios))
    return pool


class _Sorter:
    """Into which stratum of one demand an entity comes, or why it is left out."""

    def __init__(self, draw: Draw, demand: Demand, pool: FramePool, checked: set[UUID]) -> None:
        self.demand, self._checked = demand, checked
        self.by_risk = demand.stratification == Stratification.RISK
        is_general = demand.method != Method.CENSUS
        day, practice = draw.window_from, draw.is_practice
        kinds = stood_for_by(demand.items.all())
        self._stood_for = checked_after_permit(kinds, day.year, is_practice=practice) if kinds else set()
        self._spared = spared(demand.agency, day, is_practice=practice) if is_general else set()
        self._last = last_checks(demand.agency, is_practice=practice) if self.by_risk else {}
        self._rule = RiskRule(demand.agency, day) if self.by_risk else None
        self._names: dict[str, str] = {}
        self._meanings = pool.meanings.setdefault(demand.code, {}) if self.by_risk else {}
        self.ratios: dict[str, Fraction] = {}

    def rows(self) -> list[tuple[UUID, str | None, str | None]]:
        """Entity, county, risk grade."""
        entities = _entities(self.demand)
        if self.by_risk:
            return registry.risk_rows(entities)
        return [(pk, county, None) for pk, county in entities.values_list("pk", "region_id")]

    def reason(self, entity_id: UUID) -> str:
        if entity_id in self._stood_for:
            return POST_PERMIT_CHECKED
        if entity_id in self._checked:
            return RECENTLY_CHECKED
        return CLEAN_CHECK if entity_id in self._spared else ""

    def stratum(self, entity_id: UUID, county: str | None, risk: str | None) -> str:
        """Strata by risk are named r1, r2 … as they come up, so that a name tells nobody a grade."""
        if self._rule is None:
            return stratum_of(self.demand.stratification, county)
        found = self._rule.stratum(risk, self._last.get(entity_id))
        name = self._names.setdefault(found.key, f"r{len(self._names) + 1}")
        if name not in self.ratios:
            self.ratios[name] = found.ratio
            share = f"{found.ratio.numerator}/{found.ratio.denominator}"
            self._meanings[name] = {
                "label": found.label,
                "ratio": share,
                "why": found.why,
                "citation": found.citation,
            }
        return name


def _entities(demand: Demand, statuses: tuple[EntityStatus, ...] = (EntityStatus.ACTIVE,)) -> QuerySet[Entity]:
    return demand_entities(demand.scope, demand.agency.region_id, demand.pool, statuses)


def _add_row(
    pool: FramePool, demand: Demand, sorter: _Sorter, entity_id: UUID, county: str | None, risk: str | None
) -> str:
    """The stratum into which the entity came, or nothing when it was taken out."""
    unit_id = _unit_id(pool, entity_id)
    if reason := sorter.reason(entity_id):
        pool.exclusions.append(sampling.Exclusion(unit_id, demand.code, reason))
        return ""
    stratum = sorter.stratum(entity_id, county, risk)
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


def _spec(demand: Demand, populations: dict[str, int], ratios: dict[str, Fraction]) -> sampling.DemandSpec:
    """`ratios`: of each stratum by risk; the others have the demand's own."""
    sizes = {}
    if demand.method == Method.FIXED:
        own = Fraction(demand.ratio_numerator or 0, demand.ratio_denominator or 1)
        shares = {stratum: ratios.get(stratum, own) for stratum in populations}
        sizes = {
            stratum: sampling.size_for_ratio(share.numerator, share.denominator, populations[stratum])
            for stratum, share in shares.items()
        }
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
    visits = Visit.objects.filter(year=draw.window_from.year, is_practice=draw.is_practice, is_check=True)
    return visits.exclude(state=VisitState.CANCELLED)
