"""audit.zip: what an auditor needs, beside the bundle, to recompute who was sent. Not for the public."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongjian.pure.sampling.bundle import zip_bytes
from tongjian.pure.sampling.canonical import (
    HEX32,
    quote_field,
    read_json,
    read_lines,
    require_code,
    require_hex64,
    require_integer,
    split_row,
    write_csv,
    write_json,
)
from tongjian.pure.sampling.errors import DrawInvalid
from tongjian.pure.sampling.matching import TeamDraw

FORMAT = "tongjian-matching/1"
AUDIT_NAMES = ("matching.json", "officers.csv", "places.csv", "teams.csv")
PLACE_COLUMNS = "unit_id,county"
TEAM_COLUMNS = "visit_id,agency,place,officer_id"


@dataclass(frozen=True)
class MatchingRule:
    """派定规则, frozen with the files. `valid_on`: ISO date, the day on which a certificate must hold, the last one of
    the window. `places_sha256`: of places.csv."""

    officers_per_agency: int
    valid_on: str
    places_sha256: str

    def __post_init__(self) -> None:
        require_integer(self.officers_per_agency, "每部门人数")
        require_hex64(self.places_sha256, "places.csv 的摘要")
        try:
            is_iso = date.fromisoformat(self.valid_on).isoformat() == self.valid_on
        except (TypeError, ValueError):
            is_iso = False
        if not is_iso:
            raise DrawInvalid("派定规则的证件核对日不是日期。")


def write_matching(rule: MatchingRule) -> bytes:
    """matching.json."""
    return write_json(
        {
            "format": FORMAT,
            "officers_per_agency": rule.officers_per_agency,
            "places_sha256": rule.places_sha256,
            "valid_on": rule.valid_on,
        }
    )


def read_matching(data: bytes) -> MatchingRule:
    value: Any = read_json(data, "matching.json")
    keys = {"format", "officers_per_agency", "places_sha256", "valid_on"}
    if not isinstance(value, dict) or set(value) != keys or value["format"] != FORMAT:
        raise DrawInvalid(f"matching.json 不是 {FORMAT} 的派定规则。")
    return MatchingRule(value["officers_per_agency"], value["valid_on"], value["places_sha256"])


def write_places(counties: Mapping[str, str]) -> bytes:
    """places.csv: the region code of each unit of the frame as the register had it, empty where it had none."""
    if unknown := next((unit for unit in counties if not HEX32.fullmatch(unit)), None):
        raise DrawInvalid(f"单元编号不合法：{unknown!r}。")
    # Counties are few and units may be millions: each county is looked at once.
    cells = {
        county: quote_field(require_code(county, "单元的区划")) if county else "" for county in set(counties.values())
    }
    rows = [f"{unit},{cells[county]}\n" for unit, county in sorted(counties.items())]
    return f"{PLACE_COLUMNS}\n{''.join(rows)}".encode()


def read_places(data: bytes) -> dict[str, str]:
    rows = [split_row(line) for line in read_lines(data, PLACE_COLUMNS, "places.csv")]
    if any(len(row) != len(PLACE_COLUMNS.split(",")) for row in rows):
        raise DrawInvalid("places.csv 的列数不对。")
    counties = {unit: county for unit, county in rows}
    if write_places(counties) != data:
        raise DrawInvalid("places.csv 未按规定排序或书写。")
    return counties


def write_teams(teams: Iterable[TeamDraw]) -> bytes:
    """teams.csv: who was drawn for which place; a place left open has no row."""
    rows = [
        (team.visit_id, team.agency, str(place), officer)
        for team in sorted(teams, key=lambda team: (team.visit_id, team.agency))
        for place, officer in enumerate(team.officer_ids, start=1)
    ]
    return write_csv(TEAM_COLUMNS, rows)


def audit_zip(content: Mapping[str, bytes]) -> bytes:
    """The same bytes every time, in the order of AUDIT_NAMES."""
    return zip_bytes({name: content[name] for name in AUDIT_NAMES})
