"""The reference data that the system ships is complete, consistent and readable without the application."""

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULEBOOK = ROOT / "src/tongjian/foundation/rulebook/reference"
ORG = ROOT / "src/tongjian/foundation/org/reference"
DEMO = ROOT / "src/tongjian/doors/demo/reference"
LOOKALIKES = ROOT / "tests/data"

PARAMETER_KEY = ("code", "scope_region", "scope_agency", "scope_industry", "valid_from")
SORTED_BY = {
    RULEBOOK / "parameters.csv": PARAMETER_KEY[:1],
    RULEBOOK / "checks.csv": ("code",),
    RULEBOOK / "dictionaries.csv": ("dictionary", "code"),
    RULEBOOK / "calendar.csv": ("date",),
    ORG / "regions.csv": ("code",),
    ORG / "agency_kinds.csv": ("code",),
    ORG / "agencies.csv": ("code",),
    DEMO / "entities.csv": ("统一社会信用代码",),
    DEMO / "items.csv": ("编号",),
    DEMO / "people.csv": ("username",),
}
CITED = [RULEBOOK / f"{name}.csv" for name in ("parameters", "checks", "dictionaries", "calendar")]
CONTEXTS = set(
    [
        "org",
        "casework",
        "registry",
        "catalog",
        "duties",
        "plans",
        "key_items",
        "planning",
        "inspections",
        "enforcement",
        "clues",
        "alerts",
        "approvals",
        "credit",
        "coordination",
        "exchange",
    ]
)
CONFIDENCES = {"found", "known", "unsure", "design"}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def column(path: Path, name: str) -> list[str]:
    return [row[name] for row in rows(path)]


def twice(values: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [value for value, count in Counter(values).items() if count > 1]


def is_uscc(code: str) -> bool:
    """GB 32100-2015 characters and check digit, GB 11714 check digit of the organisation code inside."""
    if not re.fullmatch(rf"[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}", code):
        return False
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(code, WEIGHTS, strict=False))
    body = code[8:16]
    inner = 11 - sum(int(char, 36) * weight for char, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)) % 11
    return code[17] == ALPHABET[-total % 31] and code[16] == {10: "X", 11: "0"}.get(inner, str(inner))


@pytest.mark.parametrize("path", [*SORTED_BY, DEMO / "checklists.csv"], ids=lambda path: path.name)
def test_files_are_utf8_with_plain_line_ends_and_no_mark(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


@pytest.mark.parametrize("path", [*SORTED_BY, DEMO / "checklists.csv"], ids=lambda path: path.name)
def test_every_row_has_every_column_and_no_blanks_around_values(path: Path) -> None:
    for row in rows(path):
        assert None not in row
        assert all(value is not None and value == value.strip() for value in row.values()), row


@pytest.mark.parametrize(("path", "key"), SORTED_BY.items(), ids=lambda value: getattr(value, "name", None))
def test_files_are_sorted(path: Path, key: tuple[str, ...]) -> None:
    keys = [tuple(row[name] for name in key) for row in rows(path)]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("path", "key"), [*SORTED_BY.items(), (RULEBOOK / "parameters.csv", PARAMETER_KEY)][1:], ids=str
)
def test_keys_occur_once(path: Path, key: tuple[str, ...]) -> None:
    assert twice([tuple(row[name] for name in key) for row in rows(path)]) == []


@pytest.mark.parametrize("path", CITED, ids=lambda path: path.name)
def test_every_rule_names_its_source(path: Path) -> None:
    assert [row for row in rows(path) if not row["citation"]] == []


@pytest.mark.parametrize("path", CITED[:3], ids=lambda path: path.name)
def test_every_rule_says_how_sure_it_is(path: Path) -> None:
    assert set(column(path, "confidence")) <= CONFIDENCES


@pytest.mark.parametrize("path", [*CITED[:3], ORG / "regions.csv"], ids=lambda path: path.name)
def test_validity_is_a_span_of_dates(path: Path) -> None:
    for row in rows(path):
        since, until = (date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_until"))
        assert since is None or until is None or since < until, row


@pytest.mark.parametrize("path", CITED[:2], ids=lambda path: path.name)
def test_every_rule_belongs_to_a_context(path: Path) -> None:
    assert set(column(path, "context")) <= CONTEXTS


def test_every_limit_of_the_master_table_is_there() -> None:
    masters = {
        match[0] for code in column(RULEBOOK / "parameters.csv", "code") if (match := re.match(r"[A-Z]\d\d", code))
    }
    counts = {"T": 9, "P": 15, "C": 8, "L": 6, "A": 2, "S": 2, "X": 1, "Y": 3}
    assert masters == {f"{letter}{number:02d}" for letter, count in counts.items() for number in range(1, count + 1)}


def test_every_check_is_there_and_is_a_sentence() -> None:
    checks = rows(RULEBOOK / "checks.csv")
    assert [row["code"] for row in checks] == [
        *(f"V{number:02d}" for number in range(1, 25)),
        *(f"W{number:02d}" for number in range(1, 18)),
    ]
    for row in checks:
        assert row["severity"] == {"V": "reject", "W": "warn"}[row["code"][0]]
        assert row["sentence"].endswith("。")


def is_readable(kind: str, value: str, unit: str) -> bool:
    """Whether a parameter's value can be read by its kind; only durations have a unit."""
    if kind == "duration":
        return value.isdigit() and int(value) > 0 and unit in {"WD", "D", "H", "MIN", "M", "Y"}
    forms = {
        "date": r"(\d{4}-)?\d\d-\d\d",
        "event": r".+",
        "number": r"\d+",
        "ratio": r"0\.\d+|1",
        "boolean": r"true|false",
        "text": r".+",
    }
    return unit == "" and re.fullmatch(forms[kind], value) is not None


def test_every_parameter_can_be_read_by_its_kind() -> None:
    for row in rows(RULEBOOK / "parameters.csv"):
        assert is_readable(row["kind"], row["value"], row["unit"]), row
        if row["extension_value"]:
            assert is_readable("duration", row["extension_value"], row["extension_unit"]), row


@pytest.mark.parametrize("path", CITED[:3], ids=lambda path: path.name)
def test_rules_borrowed_from_other_places_are_not_law_here(path: Path) -> None:
    borrowed = [row for row in rows(path) if row["citation"].startswith("借鉴")]
    assert borrowed
    assert {row["confidence"] for row in borrowed} == {"design"}


def test_limits_without_a_published_value_say_so() -> None:
    for row in rows(RULEBOOK / "parameters.csv"):
        if row["confidence"] == "design":
            assert "非法定" in row["note"], row


def test_parameters_are_scoped_to_regions_that_exist() -> None:
    assert set(column(RULEBOOK / "parameters.csv", "scope_region")) - {""} <= set(column(ORG / "regions.csv", "code"))


def test_rules_that_were_replaced_end_where_their_successor_begins() -> None:
    until = {row["code"]: row["valid_until"] for row in rows(RULEBOOK / "parameters.csv")}
    assert {until[code] for code in ("L01", "L02", "L03", "L04")} == {"2026-04-15"}
    since = {row["code"]: row["valid_from"] for row in rows(RULEBOOK / "parameters.csv")}
    assert {since[f"X01{letter}"] for letter in "abcde"} == {"2026-04-01"}


def test_a_dictionary_has_one_title() -> None:
    titles = {(row["dictionary"], row["dictionary_title"]) for row in rows(RULEBOOK / "dictionaries.csv")}
    assert len(titles) == len({name for name, _ in titles}) == len({title for _, title in titles})


def test_industries_are_20_sections_and_97_divisions() -> None:
    codes: dict[str, list[str]] = {"industry_section": [], "industry_division": []}
    for row in rows(RULEBOOK / "dictionaries.csv"):
        codes.get(row["dictionary"], []).append(row["code"])
    assert codes["industry_section"] == list("ABCDEFGHIJKLMNOPQRST")
    assert [code[1:] for code in codes["industry_division"]] == [f"{number:02d}" for number in range(1, 98)]
    assert {code[0] for code in codes["industry_division"]} == set(codes["industry_section"])


def test_eight_key_areas() -> None:
    assert column(RULEBOOK / "dictionaries.csv", "dictionary").count("key_area") == 8


def test_the_calendar_knows_three_years() -> None:
    days = {row["date"]: row["kind"] for row in rows(RULEBOOK / "calendar.csv")}
    assert {date.fromisoformat(day).year for day in days} == {2024, 2025, 2026}
    assert set(days.values()) == {"holiday", "makeup"}
    assert {day for day, kind in days.items() if kind == "makeup" and day >= "2026"} == {
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    }  # fmt: skip


def test_only_weekends_are_made_up_for() -> None:
    for row in rows(RULEBOOK / "calendar.csv"):
        assert row["kind"] == "holiday" or date.fromisoformat(row["date"]).weekday() >= 5, row


def test_the_province_has_11_cities_and_117_counties() -> None:
    levels = Counter(row["level"] for row in rows(ORG / "regions.csv") if not row["valid_until"])
    assert levels == {"province": 1, "city": 11, "county": 117}


def test_regions_hang_under_their_superior() -> None:
    regions = {row["code"]: row for row in rows(ORG / "regions.csv")}
    above = {"city": "province", "county": "city"}
    for row in regions.values():
        if row["level"] == "province":
            assert row["parent"] == ""
            continue
        parent = regions[row["parent"]]
        assert parent["level"] == above[row["level"]]
        assert row["code"].startswith(parent["code"].rstrip("0"))
        assert row["valid_until"] or not parent["valid_until"], row


def test_abolished_regions_lead_to_a_region_of_today() -> None:
    regions = {row["code"]: row for row in rows(ORG / "regions.csv")}
    for row in regions.values():
        assert bool(row["valid_until"]) == bool(row["successor"]), row
        later = row
        while later["valid_until"]:
            assert later["successor"] != later["code"]
            later = regions[later["successor"]]


def test_about_45_kinds_of_agency_with_one_coordinator() -> None:
    kinds = rows(ORG / "agency_kinds.csv")
    assert 40 <= len(kinds) <= 60
    flags = [row[name] for row in kinds for name in ("is_enforcer", "is_coordinator", "is_deliberative")]
    assert set(flags) == {"true", "false"}
    assert [row["code"] for row in kinds if row["is_coordinator"] == "true"] == ["XZSP"]
    assert not [row for row in kinds if row["is_deliberative"] == row["is_enforcer"] == "true"]
    assert twice([(row["title"],) for row in kinds]) == []


def test_agencies_exist_in_full_at_seven_places() -> None:
    agencies = {row["code"]: row for row in rows(ORG / "agencies.csv")}
    kinds = {row["code"]: row for row in rows(ORG / "agency_kinds.csv")}
    places = {"140000", "140100", "140105", "140106", "140200", "140213", "140215"}
    assert {row["region"] for row in agencies.values()} == places
    assert twice([(row["name"],) for row in agencies.values()]) == []
    for row in agencies.values():
        assert row["code"] == f"{row['region']}-{row['kind']}"
        assert row["enforcement_published"] == kinds[row["kind"]]["is_enforcer"]
        if row["line_superior"]:
            superior = agencies[row["line_superior"]]
            assert superior["kind"] == row["kind"]
            assert row["region"].startswith(superior["region"].rstrip("0"))


def test_demo_enterprises_are_invented_and_well_formed() -> None:
    entities = rows(DEMO / "entities.csv")
    assert 380 <= len(entities) <= 420
    assert twice([(row["企业名称"],) for row in entities]) == []
    regions = set(column(ORG / "regions.csv", "code"))
    for row in entities:
        code = row["统一社会信用代码"]
        assert is_uscc(code), row
        assert code[8:12] == "DEM0"
        assert code[2:8] in regions
        date.fromisoformat(row["注册日期"])


def test_demo_entities_lie_in_the_four_counties() -> None:
    places = Counter(
        next(name for name in ("小店区", "迎泽区", "平城区", "云州区") if name in address)
        for address in column(DEMO / "entities.csv", "注册地址")
    )
    assert min(places.values()) >= 50


def test_demo_items_belong_to_kinds_and_have_bases_and_checklists() -> None:
    kinds = {row["code"]: row for row in rows(ORG / "agency_kinds.csv")}
    sheets = set(column(DEMO / "checklists.csv", "表号"))
    industries = {code for field in column(DEMO / "items.csv", "行业范围") for code in field.split(";")}
    assert industries == set(column(DEMO / "entities.csv", "行业代码"))
    for row in rows(DEMO / "items.csv"):
        assert row["部门"] == kinds[row["部门代码"]]["title"]
        assert row["抽查依据"]
        assert row["检查要点"]
        assert row["检查表号"] in sheets


def test_demo_people_work_somewhere_and_are_qualified_for_items_of_their_own_agency() -> None:
    agencies = {row["code"]: row for row in rows(ORG / "agencies.csv")}
    kind_of_item = {row["编号"]: row["部门代码"] for row in rows(DEMO / "items.csv")}
    people = rows(DEMO / "people.csv")
    assert twice([(row["name"],) for row in people]) == []
    for row in people:
        kind = agencies[row["agency"]]["kind"]
        assert (row["role"] == "inspector") == bool(row["certificate"]) == bool(row["certificate_valid_until"])
        assert {kind_of_item[code] for code in row["qualifications"].split(";") if code} <= {kind}
    assert twice([(row["certificate"],) for row in people if row["certificate"]]) == []


def test_lookalike_files_have_the_headers_of_the_files_that_departments_send() -> None:
    headers = {path.name: ",".join(rows(path)[0]) for path in LOOKALIKES.glob("*.csv")}
    assert (
        headers["entities.csv"]
        == "企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址"
    )
    assert headers["checklists.csv"] == "表号,表名,序号,检查内容,操作方法与要领"
    assert headers["check_item_list.csv"] == (
        "部门,编号,抽查事项名称,抽查子项,抽查依据,抽查主体,抽查对象,抽查比例,抽查频次,抽查方式,检查人员要求,备注"
    )


def test_lookalike_enterprises_are_invented_and_their_fate_is_written_down() -> None:
    entities = rows(LOOKALIKES / "entities.csv")
    expected = rows(LOOKALIKES / "entities_expected.csv")
    assert [int(row["row"]) for row in expected] == list(range(1, len(entities) + 1))
    assert {row["must"] for row in expected} == {"accept", "warn", "reject", "either"}
    for entity, fate in zip(entities, expected, strict=True):
        code = entity["统一社会信用代码"]
        if not fate["problem"]:
            assert is_uscc(code)
        if len(code) == 18:
            assert unicodedata.normalize("NFKC", code).upper()[8:12] == "DEM0"
        if fate["problem"] in {"check_digit", "illegal_character", "length", "identifier_missing"}:
            assert not is_uscc(code)
            assert fate["must"] == "reject"
