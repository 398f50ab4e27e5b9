"""officers.csv: who could be sent, frozen before the seed exists. Shown to auditors, not to the public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongjian.pure.sampling.canonical import (
    HEX32,
    read_lines,
    require_code,
    require_id,
    require_integer,
    split_row,
    write_csv,
)
from tongjian.pure.sampling.errors import DrawInvalid

OFFICER_COLUMNS = "officer_id,agency,regions,qualifications,recusals,cap,valid_until"


@dataclass(frozen=True)
class OfficerRow:
    """执法人员. `regions`: region codes; `qualifications`: item codes; `recusals`: unit ids; `cap`: visits per cycle;
    `valid_until`: ISO date, the first day on which the certificate no longer holds."""

    officer_id: str
    agency: str
    regions: frozenset[str]
    qualifications: frozenset[str]
    recusals: frozenset[str]
    cap: int
    valid_until: str

    def __post_init__(self) -> None:
        if not HEX32.fullmatch(self.officer_id):
            raise DrawInvalid(f"执法人员编号不合法：{self.officer_id!r}。")
        require_id(self.agency, "执法人员的机关")
        for code in self.regions | self.qualifications:
            require_code(code, f"执法人员 {self.officer_id} 的区划或事项")
        if unknown := next((unit for unit in self.recusals if not HEX32.fullmatch(unit)), None):
            raise DrawInvalid(f"执法人员 {self.officer_id} 回避的单元编号不合法：{unknown!r}。")
        require_integer(self.cap, f"执法人员 {self.officer_id} 的检查次数上限")
        _require_date(self)


def significant_digits(region_code: str) -> str:
    """140000 → 14, 140100 → 1401, 140105 → 140105, 140105001000 → 140105001 (GB/T 2260, GB/T 10114: 2+2+2+3+3)."""
    code = region_code
    for length, end in ((3, 12), (3, 9), (2, 6), (2, 4), (2, 2)):
        if len(code) == end and code.endswith("0" * length):
            code = code[:-length]
    return code


def write_officers(officers: Iterable[OfficerRow]) -> bytes:
    ordered = sorted(officers, key=lambda officer: officer.officer_id)
    if len({officer.officer_id for officer in ordered}) < len(ordered):
        raise DrawInvalid("执法人员编号重复。")
    return write_csv(
        OFFICER_COLUMNS,
        (
            (
                officer.officer_id,
                officer.agency,
                _join(officer.regions),
                _join(officer.qualifications),
                _join(officer.recusals),
                str(officer.cap),
                officer.valid_until,
            )
            for officer in ordered
        ),
    )


def read_officers(data: bytes) -> tuple[OfficerRow, ...]:
    rows = [split_row(line) for line in read_lines(data, OFFICER_COLUMNS, "officers.csv")]
    if any(len(row) != len(OFFICER_COLUMNS.split(",")) for row in rows):
        raise DrawInvalid("officers.csv 的列数不对。")
    officers = tuple(map(_read_officer, rows))
    if write_officers(officers) != data:
        raise DrawInvalid("officers.csv 未按规定排序或书写。")
    return officers


def _read_officer(row: list[str]) -> OfficerRow:
    officer_id, agency, regions, qualifications, recusals, cap, valid_until = row
    if not cap.isascii() or not cap.isdigit() or len(cap) > 16:
        raise DrawInvalid("officers.csv 的检查次数上限不是整数。")
    return OfficerRow(
        officer_id, agency, _split(regions), _split(qualifications), _split(recusals), int(cap), valid_until
    )


def _join(values: frozenset[str]) -> str:
    return ";".join(sorted(values, key=str.encode))


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split(";")) if text else frozenset()


def _require_date(officer: OfficerRow) -> None:
    try:
        is_iso = date.fromisoformat(officer.valid_until).isoformat() == officer.valid_until
    except (TypeError, ValueError):
        is_iso = False
    if not is_iso:
        raise DrawInvalid(f"执法人员 {officer.officer_id} 的有效期不是日期。")
