"""抽取 and the order of visits: pure functions of the frozen files and the seed. Integers decide everything."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongjian.pure.sampling.frame import Frame, write_rows
from tongjian.pure.sampling.freezing import FrozenFiles, Pool, sha256_hex

SELECTION_COLUMNS = "unit_id,demand_id,stratum,prn"
PRN_BITS = 53
_FIVES = 5**9
_CHUNK = 1 << 17
_WORDS = 4
"""A digest is four words of 64 bits; the number comes from the first."""


class SelectedRow(NamedTuple):
    unit_id: str
    demand_id: str
    stratum: str
    prn: int


@dataclass(frozen=True, eq=False)
class Selection:
    """Who was drawn. `row`: ascending positions in the frame; `prn`: one number per unit of the frame."""

    frame: Frame
    row: NDArray[np.int64]
    prn: NDArray[np.int64]

    def rows(self) -> Iterator[SelectedRow]:
        frame = self.frame
        for row in self.row.tolist():
            unit = frame.unit[row]
            yield SelectedRow(
                frame.units[unit].decode(),
                frame.demand_ids[frame.demand[row]],
                frame.strata[frame.stratum[row]],
                int(self.prn[unit]),
            )

    def unit_ids(self) -> list[str]:
        """The units to be visited, each once, in ascending order."""
        return [unit.decode() for unit in self.frame.units[np.unique(self.frame.unit[self.row])].tolist()]

    @cached_property
    def csv(self) -> bytes:
        """selection.csv."""
        prns = map(str, self.prn[self.frame.unit[self.row]].tolist())
        return write_rows(SELECTION_COLUMNS, self.frame, self.row, list(prns))

    @cached_property
    def sha256(self) -> str:
        return sha256_hex(self.csv)


def run_draw(frozen: FrozenFiles, seed: bytes) -> Selection:
    """The selection that this seed makes of these files."""
    return draw_pool(frozen.pool, seed)


def draw_pool(pool: Pool, seed: bytes) -> Selection:
    """The same when only the public part is at hand (a published bundle)."""
    frame = pool.frame
    prn = permanent_random_numbers(seed, frame.units)
    row_prn = prn[frame.unit]
    is_selected = np.zeros(len(frame), dtype=np.bool_)
    for position, demand in enumerate(pool.demands):
        mine = np.flatnonzero(frame.demand == position)
        if demand.method == "census":
            is_selected[mine] = True
        elif demand.method == "poisson":
            is_selected[mine] = is_below(row_prn[mine], frame.q[mine])
        else:
            for code, rows in _split_by(frame.stratum[mine], mine):
                is_selected[rows[smallest(row_prn[rows], demand.sizes[frame.strata[code]])]] = True
    return Selection(frame, np.flatnonzero(is_selected), prn)


def permanent_random_numbers(seed: bytes, units: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """First 53 bits of SHA-256(seed ‖ 0x00 ‖ unit_id), one per unit."""
    sha256, prefix = hashlib.sha256, seed + b"\0"
    numbers = np.empty(len(units), dtype=np.int64)
    for start in range(0, len(units), _CHUNK):
        names = units[start : start + _CHUNK].tolist()
        digests = np.frombuffer(b"".join([sha256(prefix + unit).digest() for unit in names]), dtype=">u8")
        numbers[start : start + _CHUNK] = digests[::_WORDS] >> np.uint64(64 - PRN_BITS)
    return numbers


def is_below(prn: NDArray[np.int64], q: NDArray[np.int64]) -> NDArray[np.bool_]:
    """prn · 10⁹ < q · 2⁵³, that is prn · 5⁹ < q · 2⁴⁴, without leaving 64 bits: the right side ends in 22 zeros, so
    only what stands above them on the left counts."""
    high, low = prn >> 22, prn & (2**22 - 1)
    return high * _FIVES + (low * _FIVES >> 22) < q << 22


def smallest(prn: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Positions of the `n` smallest numbers, all if there are fewer. Of equal numbers the earlier position wins:
    rows come in ascending order of unit."""
    if n <= 0 or n >= len(prn):
        return np.arange(len(prn) if n > 0 else 0)
    limit = int(np.partition(prn, n - 1)[n - 1])
    below = np.flatnonzero(prn < limit)
    return np.concatenate([below, np.flatnonzero(prn == limit)[: n - len(below)]])


def visit_order(seed: bytes, unit_ids: Iterable[str]) -> list[str]:
    """Order of visits in the cycle: ascending SHA-256(seed ‖ 0x01 ‖ unit_id)."""
    prefix = seed + b"\x01"
    return sorted(unit_ids, key=lambda unit: hashlib.sha256(prefix + unit.encode()).digest())


def _split_by(codes: NDArray[np.int64], rows: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The rows of each code, in ascending order."""
    if not len(rows):
        return
    # numpy sorts integers of 16 bits in linear time: a tenth of what 64 bits cost.
    narrow = codes.astype(np.min_scalar_type(int(codes.max())))
    order = np.argsort(narrow, kind="stable")
    ordered = narrow[order]
    starts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    values = ordered[np.concatenate([[0], starts])].tolist()
    yield from zip(values, np.split(rows[order], starts), strict=True)
