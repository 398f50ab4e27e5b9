"""What the frozen files say of one unit, found in them without reading them whole: their rows ascend by unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage

from tongjian.foundation.org.queries import names_of_regions
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.queries.files import file_path


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One demand in whose scope the unit was. `chance`: π, 0 where it was excluded, for the `reason`; None where the
    draw has not been run."""

    demand: str
    title: str
    agency: str
    stratum: str
    chance: float | None
    is_selected: bool
    reason: str

    @property
    def percent(self) -> str:
        return "—" if self.chance is None else f"{self.chance * 100:.4g}%"


class FrozenRows:
    """The rows of units of one draw. The draw is asked for what belongs to demands and strata once; the files are
    opened for each unit."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        demands = draw.demands.select_related("agency").values_list("code", "title", "agency__name")
        self._demands = {code: (title, agency) for code, title, agency in demands}
        strata = draw.figures.get("strata", [])
        self._chances = {(row["demand"], row["stratum"]): row["probability"] for row in strata}
        self._names = names_of_regions(row["stratum"] for row in strata)
        self._reasons = {term.code: term.label for term in rulebook.terms("exclusion_reason")}

    def of(self, unit_id: str) -> list[UnitRow]:
        """In the order of the demands."""
        selected = {row[1] for row in self._lines("selection.csv", unit_id)}
        rows = [
            self._row(demand, stratum, self._chance(demand, stratum, q), is_selected=demand in selected)
            for _, demand, stratum, q in self._lines("frame.csv", unit_id)
        ]
        rows += [
            self._row(demand, "", 0.0, reason=self._reasons.get(reason, reason))
            for _, demand, reason in self._lines("exclusions.csv", unit_id)
        ]
        return sorted(rows, key=lambda row: row.demand)

    def _chance(self, demand: str, stratum: str, q: str) -> float | None:
        return int(q) / 1e9 if q else self._chances.get((demand, stratum))

    def _row(
        self, demand: str, stratum: str, chance: float | None, *, is_selected: bool = False, reason: str = ""
    ) -> UnitRow:
        title, agency = self._demands.get(demand, (demand, ""))
        place = self._names.get(stratum, "全部") if stratum else "—"
        return UnitRow(demand, title, agency, place, chance, is_selected, reason)

    def _lines(self, name: str, unit_id: str) -> Iterator[list[str]]:
        path = file_path(self._draw, name)
        if not default_storage.exists(path):
            return
        with default_storage.open(path) as file:
            yield from _lines_of(file, unit_id)


def _lines_of(file: IO[bytes], unit_id: str) -> Iterator[list[str]]:
    """By halving: every line before `low` is below the unit, the first after `high` is not; so at most a line or two
    are read in vain. Ids need no quoting."""
    wanted = unit_id.encode()
    file.seek(0)
    low, high = len(file.readline()), file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle > low:
            file.readline()
        start = file.tell()
        line = file.readline()
        if line and line[: len(wanted)] < wanted:
            low = start + len(line)
        else:
            high = middle
    file.seek(low)
    for line in iter(file.readline, b""):
        if line[: len(wanted)] > wanted:
            return
        if line.startswith(wanted + b","):
            yield line.decode().rstrip("\n").split(",")
