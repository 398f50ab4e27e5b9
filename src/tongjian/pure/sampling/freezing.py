"""Freezing: everything that could be bent, written to canonical bytes and hashed before the seed exists."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tongjian.pure.sampling.demands import (
    DemandSpec,
    Exclusion,
    read_demands,
    read_exclusions,
    write_demands,
    write_exclusions,
)
from tongjian.pure.sampling.errors import DrawInvalid
from tongjian.pure.sampling.frame import Frame, FrameRow, build_frame, read_frame, write_frame
from tongjian.pure.sampling.officers import OfficerRow, read_officers, write_officers


@dataclass(frozen=True)
class Hashes:
    """SHA-256 of the frozen files, lower-case hex: what goes into the log. `matching`: empty in older draws."""

    demands: str
    frame: str
    exclusions: str
    officers: str
    matching: str = ""


@dataclass(frozen=True, eq=False)
class Pool:
    """What decides who is drawn: demands, frame, exclusions. Raises DrawInvalid when they contradict each other."""

    demands: tuple[DemandSpec, ...]
    frame: Frame
    exclusions: tuple[Exclusion, ...]

    def __post_init__(self) -> None:
        if self.frame.demand_ids != tuple(demand.id for demand in self.demands):
            raise DrawInvalid("需求清单与抽样框的需求不一致。")
        for position, demand in enumerate(self.demands):
            _require_fit(demand, self.frame, position)
        known = set(self.frame.demand_ids)
        if unknown := next((row.demand_id for row in self.exclusions if row.demand_id not in known), None):
            raise DrawInvalid(f"排除名单中的需求不在需求清单中：{unknown!r}。")
        if both := _find_excluded_row(self.frame, self.exclusions):
            raise DrawInvalid(f"{both.unit_id} 既在抽样框中又被排除（需求 {both.demand_id}）。")


@dataclass(frozen=True, eq=False)
class FrozenFiles:
    """The frozen files as bytes, their hashes, and what they say."""

    demands: bytes
    frame: bytes
    exclusions: bytes
    officers: bytes
    hashes: Hashes
    pool: Pool
    officer_rows: tuple[OfficerRow, ...]


def freeze(
    demands: Iterable[DemandSpec],
    frame: Frame | Iterable[FrameRow],
    exclusions: Iterable[Exclusion],
    officers: Iterable[OfficerRow],
) -> FrozenFiles:
    """Canonical bytes of everything that is published (officers.csv: shown to auditors only). Order does not matter.

    Raises DrawInvalid with a sentence when something is not well formed or contradicts something else.
    """
    demands_bytes = write_demands(demands)
    specs = read_demands(demands_bytes)
    if not isinstance(frame, Frame):
        frame = build_frame(frame, [spec.id for spec in specs])
    exclusions = tuple(sorted(exclusions))
    pool = Pool(specs, frame, exclusions)
    rows = tuple(sorted(officers, key=lambda officer: officer.officer_id))
    return _hashed(demands_bytes, write_frame(frame), write_exclusions(exclusions), write_officers(rows), pool, rows)


def read_frozen(demands: bytes, frame: bytes, exclusions: bytes, officers: bytes) -> FrozenFiles:
    """What `freeze` gave, from the stored bytes. Raises DrawInvalid unless all of them are canonical."""
    rows = read_officers(officers)
    return _hashed(demands, frame, exclusions, officers, read_pool(demands, frame, exclusions), rows)


def read_pool(demands: bytes, frame: bytes, exclusions: bytes) -> Pool:
    specs = read_demands(demands)
    return Pool(specs, read_frame(frame, [spec.id for spec in specs]), read_exclusions(exclusions))


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hashed(
    demands: bytes, frame: bytes, exclusions: bytes, officers: bytes, pool: Pool, rows: tuple[OfficerRow, ...]
) -> FrozenFiles:
    hashes = Hashes(sha256_hex(demands), sha256_hex(frame), sha256_hex(exclusions), sha256_hex(officers))
    return FrozenFiles(demands, frame, exclusions, officers, hashes, pool, rows)


def _require_fit(demand: DemandSpec, frame: Frame, position: int) -> None:
    mine = frame.demand == position
    has_q = frame.q[mine] > 0
    if demand.method == "poisson" and not has_q.all():
        raise DrawInvalid(f"需求 {demand.id} 按概率抽取，每一行都应有概率。")
    if demand.method != "poisson" and has_q.any():
        raise DrawInvalid(f"需求 {demand.id} 不按概率抽取，不应有概率。")
    strata = {frame.strata[code] for code in np.unique(frame.stratum[mine]).tolist()}
    if demand.method == "fixed" and set(demand.sizes) != strata:
        raise DrawInvalid(f"需求 {demand.id} 设了数量的分层与抽样框中的分层不一致。")


def _find_excluded_row(frame: Frame, exclusions: tuple[Exclusion, ...]) -> Exclusion | None:
    if not exclusions or not len(frame):
        return None
    ids = np.array([row.unit_id for row in exclusions], dtype=np.bytes_)
    at = np.minimum(np.searchsorted(frame.units, ids), len(frame.units) - 1)
    place = {demand: position for position, demand in enumerate(frame.demand_ids)}
    width = len(place)
    keys = at * width + np.array([place[row.demand_id] for row in exclusions])
    clash = np.flatnonzero((frame.units[at] == ids) & np.isin(keys, frame.unit * width + frame.demand))
    return exclusions[int(clash[0])] if len(clash) else None
