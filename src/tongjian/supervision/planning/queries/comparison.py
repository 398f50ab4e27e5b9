"""The figures of a draw in rows for people. Both the workbench and the portal show them."""

from dataclasses import dataclass
from typing import Any

from tongjian.foundation.org.queries import names_of_regions
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.queries.demands import ONE_STRATUM


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapRow:
    """`cells[j]`: units drawn both for this demand and for demand j."""

    code: str
    title: str
    cells: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumRow:
    """One stratum of one demand: how many there are, were drawn, and how likely each of them was."""

    title: str
    stratum: str
    population: int
    selected: int
    probability: float

    @property
    def percent(self) -> str:
        return f"{self.probability * 100:.4g}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Visits if every department drew alone, visits now, and the bound."""

    alone_expected: float
    alone_actual: int
    joint: int
    bound: float
    units: int
    excluded: int
    immune: int
    open_places: int
    overlap: list[OverlapRow]
    strata: list[StratumRow]

    @property
    def saved_percent(self) -> int:
        return (self.alone_actual - self.joint) * 100 // self.alone_actual if self.alone_actual else 0


def comparison_of(draw: Draw, *, is_public: bool = False) -> Comparison | None:
    """None before the draw: nothing is known then. What a stratum by risk means is for officials only."""
    figures = draw.figures
    if "joint_actual" not in figures:
        return None
    titles = dict(draw.demands.values_list("code", "title"))
    return Comparison(
        alone_expected=figures["alone_expected"],
        alone_actual=figures["alone_actual"],
        joint=figures["joint_actual"],
        bound=figures["bound"],
        units=figures["units"],
        excluded=figures["excluded"],
        immune=figures["immune"],
        open_places=figures["open_places"],
        overlap=[
            OverlapRow(code=code, title=titles.get(code, code), cells=cells)
            for code, cells in zip(figures["demands"], figures["overlap"], strict=True)
        ],
        strata=_strata(figures["strata"], titles, {} if is_public else draw.strata),
    )


def _strata(
    rows: list[dict[str, Any]], titles: dict[str, str], meanings: dict[str, dict[str, dict[str, str]]]
) -> list[StratumRow]:
    names = names_of_regions(row["stratum"] for row in rows)
    return [
        StratumRow(
            title=titles.get(row["demand"], row["demand"]),
            stratum=_stratum(row, names, meanings),
            population=row["population"],
            selected=row["selected"],
            probability=row["probability"],
        )
        for row in rows
    ]


def _stratum(row: dict[str, Any], names: dict[str, str], meanings: dict[str, dict[str, dict[str, str]]]) -> str:
    name: str = row["stratum"]
    if meaning := meanings.get(row["demand"], {}).get(name):
        return f"{meaning['label']}（{meaning['why']}）"
    return names.get(name, "全部" if name == ONE_STRATUM else f"第 {name.removeprefix('r')} 层")
