"""What each department asks of a draw, and who was taken out of it: demands.json and exclusions.csv."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tongjian.pure.sampling.canonical import (
    HEX32,
    read_json,
    read_lines,
    require_code,
    require_id,
    require_integer,
    require_text,
    split_row,
    write_csv,
    write_json,
)
from tongjian.pure.sampling.errors import DrawInvalid

METHODS = ("poisson", "fixed", "census")
DEMAND_KEYS = {"agency", "id", "items", "method", "sizes"}
EXCLUSION_COLUMNS = "unit_id,demand_id,reason"


@dataclass(frozen=True)
class DemandSpec:
    """需求：one department's demand. `method` is poisson (each unit with its own probability), fixed (`sizes`:
    how many of each stratum) or census (everybody). Raises DrawInvalid when that does not fit together."""

    id: str
    agency: str
    items: tuple[str, ...]
    method: str
    sizes: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_id(self.id, "需求编号")
        require_id(self.agency, f"需求 {self.id} 的部门")
        for item in self.items:
            require_code(item, f"需求 {self.id} 的事项")
        if self.method not in METHODS:
            raise DrawInvalid(f"需求 {self.id} 的抽取方式未知：{self.method!r}。")
        if self.sizes and self.method != "fixed":
            raise DrawInvalid(f"需求 {self.id} 不是按数量抽取，不能设数量。")
        for stratum, size in self.sizes.items():
            require_id(stratum, f"需求 {self.id} 的分层")
            require_integer(size, f"需求 {self.id} 分层 {stratum} 的数量")


class Exclusion(NamedTuple):
    """One unit taken out of one demand. `reason`: a code of the rulebook."""

    unit_id: str
    demand_id: str
    reason: str


def size_for_ratio(numerator: int, denominator: int, n: int) -> int:
    """⌈n · numerator / denominator⌉ in integers: "不少于 x %" of `n`. Raises ValueError outside 0 ≤ ratio ≤ 1."""
    if denominator <= 0 or not 0 <= numerator <= denominator or n < 0:
        raise ValueError("a ratio lies between 0 and 1, a count is not negative")
    return -(-n * numerator // denominator)


def write_demands(demands: Iterable[DemandSpec]) -> bytes:
    ordered = sorted(demands, key=lambda demand: demand.id)
    if len({demand.id for demand in ordered}) < len(ordered):
        raise DrawInvalid("需求编号重复。")
    return write_json(
        [
            {
                "agency": demand.agency,
                "id": demand.id,
                "items": _in_byte_order(demand.items),
                "method": demand.method,
                "sizes": demand.sizes,
            }
            for demand in ordered
        ]
    )


def _in_byte_order(codes: Iterable[str]) -> list[str]:
    return sorted(set(codes), key=str.encode)


def read_demands(data: bytes) -> tuple[DemandSpec, ...]:
    value = read_json(data, "demands.json")
    if not isinstance(value, list):
        raise DrawInvalid("demands.json 应当是数组。")
    demands = tuple(map(_read_demand, value))
    if write_demands(demands) != data:
        raise DrawInvalid("demands.json 未按编号排序，或事项未排序。")
    return demands


def _read_demand(value: object) -> DemandSpec:
    if not isinstance(value, dict) or set(value) != DEMAND_KEYS:
        raise DrawInvalid("demands.json 的需求多了或少了字段。")
    if not isinstance(value["items"], list) or not isinstance(value["sizes"], dict):
        raise DrawInvalid("demands.json 的事项应当是数组，数量应当是对象。")
    return DemandSpec(value["id"], value["agency"], tuple(value["items"]), value["method"], value["sizes"])


def write_exclusions(exclusions: Iterable[Exclusion]) -> bytes:
    ordered = sorted(exclusions)
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before[:2] == after[:2]:
            raise DrawInvalid(f"排除名单中 {after.unit_id} 与 {after.demand_id} 重复。")
    for row in ordered:
        require_text(row.reason, "排除理由")
        if not HEX32.fullmatch(row.unit_id):
            raise DrawInvalid(f"排除名单的单元编号不合法：{row.unit_id!r}。")
    return write_csv(EXCLUSION_COLUMNS, ordered)


def read_exclusions(data: bytes) -> tuple[Exclusion, ...]:
    rows = [split_row(line) for line in read_lines(data, EXCLUSION_COLUMNS, "exclusions.csv")]
    if any(len(row) != len(Exclusion._fields) for row in rows):
        raise DrawInvalid("exclusions.csv 的列数不对。")
    exclusions = tuple(Exclusion(*row) for row in rows)
    if write_exclusions(exclusions) != data:
        raise DrawInvalid("exclusions.csv 未按规定排序或书写。")
    return exclusions
