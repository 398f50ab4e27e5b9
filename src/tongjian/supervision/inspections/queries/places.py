"""Where people went in, held against where the enterprise is."""

from collections.abc import Iterable

from tongjian.pure.distance import metres_between
from tongjian.supervision.inspections.models import Passage, Visit
from tongjian.supervision.registry.models import Premises
from tongjian.supervision.registry.queries import family_of

_KILOMETRE = 1000


def place_words(visit: Visit, passages: Iterable[Passage]) -> dict[str, str]:
    """By kind of passage: how far from the premises, or why that is not known. One statement for the premises."""
    points = [passage for passage in passages]
    premises = _located(visit) if any(point.latitude is not None for point in points) else None
    return {point.kind: _words(point, premises) for point in points}


def _located(visit: Visit) -> Premises | None:
    """The premises at the address of the visit, else the main ones, when their point is known."""
    rows = [row for row in Premises.objects.filter(entity__in=family_of(visit.entity_id)) if row.is_located]
    return min(rows, key=lambda row: (row.address != visit.address, not row.is_main), default=None)


def _words(passage: Passage, premises: Premises | None) -> str:
    if passage.latitude is None or passage.longitude is None:
        return f"没有位置：{passage.get_place_missing_display() if passage.place_missing else '未提供'}"
    if premises is None or premises.latitude is None or premises.longitude is None:
        return "有位置；登记的场所没有坐标，无法比对"
    metres = metres_between(passage.latitude, passage.longitude, premises.latitude, premises.longitude)
    shown = f"{metres / _KILOMETRE:.1f} 千米" if metres >= _KILOMETRE else f"{metres:.0f} 米"
    tolerance = f"（场所坐标误差约 {premises.tolerance_metres} 米）" if premises.tolerance_metres else ""
    return f"距登记的场所约 {shown}{tolerance}"
