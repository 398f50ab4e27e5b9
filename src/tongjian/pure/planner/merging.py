"""综合查一次：all demands that drew one unit become one visit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongjian.pure.sampling import DemandSpec


@dataclass(frozen=True)
class MergedVisit:
    """One visit to one unit. `items`: item codes by agency, an item that several demands ask for only once."""

    unit_id: str
    demand_ids: tuple[str, ...]
    items: Mapping[str, frozenset[str]]


def merge_into_visits(drawn: Iterable[tuple[str, str]], demands: Iterable[DemandSpec]) -> dict[str, MergedVisit]:
    """Visits by unit, in ascending order of unit. `drawn`: pairs of unit and demand.

    One visit per unit is the least there can be. Raises KeyError for an unknown demand.
    """
    known = {demand.id: demand for demand in demands}
    demands_of: dict[str, set[str]] = defaultdict(set)
    for unit_id, demand_id in drawn:
        demands_of[unit_id].add(demand_id)
    return {unit: _merge(unit, [known[name] for name in sorted(demands_of[unit])]) for unit in sorted(demands_of)}


def _merge(unit_id: str, demands: list[DemandSpec]) -> MergedVisit:
    items: dict[str, frozenset[str]] = {}
    for demand in demands:
        items[demand.agency] = items.get(demand.agency, frozenset()).union(demand.items)
    return MergedVisit(unit_id, tuple(demand.id for demand in demands), items)
