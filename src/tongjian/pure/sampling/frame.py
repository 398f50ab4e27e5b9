"""抽样框：who may be drawn for which demand, in columns. frame.csv is its canonical form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongjian.pure.sampling.canonical import read_body, require_id
from tongjian.pure.sampling.errors import DrawInvalid

FRAME_COLUMNS = "unit_id,demand_id,stratum,q"
UNIT_ID_LENGTH = 32
BILLION = 10**9
_CHUNK = 200_000
_IS_LOWER_HEX = np.isin(np.arange(256), list(b"0123456789abcdef"))


class FrameRow(NamedTuple):
    """One unit in the scope of one demand. `q`: inclusion probability in parts per billion, only for poisson."""

    unit_id: str
    demand_id: str
    stratum: str
    q: int | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """Rows in ascending order of unit, then demand; one row per pair.

    `units`, `demand_ids` and `strata` are sorted and distinct; `unit`, `demand` and `stratum` are positions in them,
    one per row. `q` is in parts per billion and 0 where the file has nothing.
    """

    units: NDArray[np.bytes_]
    demand_ids: tuple[str, ...]
    strata: tuple[str, ...]
    unit: NDArray[np.int64]
    demand: NDArray[np.int64]
    stratum: NDArray[np.int64]
    q: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.unit)

    def rows(self) -> Iterator[FrameRow]:
        units = [unit.decode() for unit in self.units.tolist()]
        for u, d, s, q in zip(*(a.tolist() for a in (self.unit, self.demand, self.stratum, self.q)), strict=True):
            yield FrameRow(units[u], self.demand_ids[d], self.strata[s], q or None)


def build_frame(rows: Iterable[FrameRow], demand_ids: Iterable[str]) -> Frame:
    """A frame from rows in any order. Raises DrawInvalid for a pair that comes twice or an unknown demand."""
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return build_frame_from_columns(*columns, demand_ids=demand_ids)


def build_frame_from_columns(
    unit_ids: Sequence[str] | Sequence[bytes] | NDArray[Any],
    row_demands: Sequence[str],
    row_strata: Sequence[str],
    qs: Sequence[int | None] | NDArray[Any],
    *,
    demand_ids: Iterable[str],
) -> Frame:
    """The same from parallel columns, for large frames. `demand_ids`: all demands of the draw."""
    known = tuple(sorted(set(demand_ids)))
    strata = tuple(sorted({require_id(stratum, "分层") for stratum in set(row_strata)}))
    units, unit = np.unique(_as_unit_ids(unit_ids), return_inverse=True)
    demand = _positions(row_demands, known, "抽样框中的需求")
    stratum = _positions(row_strata, strata, "抽样框中的分层")
    q = np.array([value or 0 for value in qs] if not isinstance(qs, np.ndarray) else qs, dtype=np.int64)
    if len(q) and not 0 <= int(q.min()) <= int(q.max()) <= BILLION:
        raise DrawInvalid("抽样框中的概率应为十亿分之 1 到 1000000000。")
    order = np.lexsort((demand, unit))
    frame = Frame(units, known, strata, unit[order], demand[order], stratum[order], q[order])
    if np.any((np.diff(frame.unit) == 0) & (np.diff(frame.demand) == 0)):
        raise DrawInvalid("抽样框中同一单元与同一需求出现了两次。")
    return frame


def _as_unit_ids(unit_ids: Sequence[str] | Sequence[bytes] | NDArray[Any]) -> NDArray[np.bytes_]:
    try:
        array = np.asarray(unit_ids, dtype=np.bytes_) if len(unit_ids) else np.empty(0, f"S{UNIT_ID_LENGTH}")
    except UnicodeEncodeError as error:
        raise DrawInvalid("单元编号应为 32 位小写十六进制。") from error
    letters = np.frombuffer(array.tobytes(), dtype=np.uint8)
    if array.dtype.itemsize != UNIT_ID_LENGTH or not _IS_LOWER_HEX[letters].all():
        raise DrawInvalid("单元编号应为 32 位小写十六进制。")
    return array


def _positions(values: Sequence[str], known: tuple[str, ...], what: str) -> NDArray[np.int64]:
    place: Mapping[str, int] = {value: position for position, value in enumerate(known)}
    try:
        return np.fromiter((place[value] for value in values), dtype=np.int64, count=len(values))
    except KeyError as error:
        raise DrawInvalid(f"{what}不在需求清单中：{error.args[0]!r}。") from error


def write_frame(frame: Frame) -> bytes:
    """frame.csv."""
    return write_rows(
        FRAME_COLUMNS, frame, np.arange(len(frame)), ["" if q == 0 else str(q) for q in frame.q.tolist()]
    )


def write_rows(columns: str, frame: Frame, rows: NDArray[np.int64], last: Sequence[str]) -> bytes:
    """The given rows of the frame with another last column: frame.csv and selection.csv look alike."""
    parts = [f"{columns}\n".encode()]
    middles = {
        (d, s): f",{demand},{stratum},"
        for d, demand in enumerate(frame.demand_ids)
        for s, stratum in enumerate(frame.strata)
    }
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        units = frame.units[frame.unit[part]].astype(f"U{UNIT_ID_LENGTH}").tolist()
        keys = zip(frame.demand[part].tolist(), frame.stratum[part].tolist(), strict=True)
        middle = map(middles.__getitem__, keys)
        lines = map("{}{}{}\n".format, units, middle, last[start : start + _CHUNK])
        parts.append("".join(lines).encode())
    return b"".join(parts)


def read_frame(data: bytes, demand_ids: Iterable[str]) -> Frame:
    """Raises DrawInvalid unless `data` is the canonical form of a frame over these demands."""
    cells = read_body(data, FRAME_COLUMNS, "frame.csv").replace("\n", ",").split(",")[:-1]
    width = len(FrameRow._fields)
    if len(cells) % width:
        raise DrawInvalid("frame.csv 的列数不对。")
    unit_ids, row_demands, row_strata, texts = (cells[column::width] for column in range(width))
    try:
        qs = [int(text) if text else 0 for text in texts]
        frame = build_frame_from_columns(unit_ids, row_demands, row_strata, qs, demand_ids=demand_ids)
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, DrawInvalid) else DrawInvalid("frame.csv 的概率不是整数。") from error
    if write_frame(frame) != data:
        raise DrawInvalid("frame.csv 未按规定排序或书写。")
    return frame
