"""What is right and wrong in a file about entities."""

import csv
import io
from datetime import date
from importlib import resources

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data import variants
from tongjian.foundation.exchange.reading import Limits, read_table
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry.columns import Place, Reference, normalise_name, propose, validate
from tongjian.supervision.registry.columns.dates import read_dates
from tongjian.supervision.registry.columns.fields import check_mapping
from tongjian.supervision.registry.columns.statuses import read_statuses

LIMITS = Limits(max_bytes=64 << 20, max_rows=100_000, max_unpacked_bytes=64 << 20)
TODAY = date(2026, 11, 23)
GOOD = make_uscc("91", "140105", "DEM00001")
OTHER = make_uscc("92", "140106", "DEM00002")


def places():
    text = resources.files("tongjian.foundation.org").joinpath("reference", "regions.csv").read_text("utf-8")
    return [
        Place(row["code"], row["name"], date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
              row["successor"])
        for row in csv.DictReader(io.StringIO(text))
    ]  # fmt: skip


REFERENCE = Reference(places(), TODAY, industries={"零售业": "F52"})


def check(text, reference=REFERENCE):
    table = read_table(io.BytesIO(text.encode() if isinstance(text, str) else text), LIMITS)
    return validate(table, check_mapping(propose(table.header), table.header), reference)


def one(**cells):
    """The only row of a file with these cells; a good name, code and place unless given."""
    given_cells = {"名称": "样例商行", "统一社会信用代码": GOOD, "地址": "太原市小店区样例路1号", **cells}
    file = io.StringIO()
    csv.writer(file).writerows([given_cells.keys(), given_cells.values()])
    found = check(file.getvalue())
    return dict(found.rows).get(2), {finding.rule for finding in found.findings}


def test_the_look_alike_file_comes_out_as_expected():
    found = check(variants.ENTITIES.read_bytes())
    rejected = {finding.row for finding in found.findings if finding.severity == "reject"}
    warned = {finding.row for finding in found.findings} - rejected
    accepted = {row for row, _ in found.rows}
    with variants.ENTITIES_EXPECTED.open(encoding="utf-8") as file:
        # An expected row counts from 1 below the header; a spreadsheet counts the header too.
        expected = {int(row["row"]) + 1: row["must"] for row in csv.DictReader(file)}

    assert accepted.isdisjoint(rejected)
    assert accepted | rejected == set(expected)
    wrong = {
        row: must
        for row, must in expected.items()
        if {"accept": row in rejected, "reject": row not in rejected, "warn": row not in warned, "either": False}[must]
    }
    assert wrong == {}


@pytest.mark.parametrize("variant", [variants.in_gb18030, variants.with_byte_order_mark, variants.as_workbook])
def test_the_dress_of_the_file_changes_nothing(variant):
    plain, dressed = check(variants.ENTITIES.read_bytes()), check(variant(variants.ENTITIES))

    assert dressed.rows == plain.rows
    assert dressed.findings == plain.findings


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("企业名称", "name"), ("单位名称（必填）", "name"), ("名　称", "name"), ("*企业名称", "name"),
        ("统一社会信用代码", "uscc"), ("社会信用代码", "uscc"), ("ＵＳＣＣ", "uscc"), ("信用代码", "uscc"),
        ("统一社会信用代码（18位）", "uscc"), ("注册号", "registration"), ("成立日期", "established_on"),
        ("注册资本(万元)", "registered_capital"), ("住所", "address"), ("经营地址", "address"),
        ("所属地区", "region"), ("县(市、区)", "region"), ("登记状态", "status"), ("所属行业", "industry"),
        ("企业类型", "organisation_type"), ("所在省份", "province"), ("经营范围", "business_scope"),
    ],
)  # fmt: skip
def test_heads_are_known_by_their_synonyms(head, field):
    assert propose([head]) == {field: head}


def test_a_file_without_name_or_identifier_says_what_is_missing():
    with pytest.raises(RuleViolated, match="认不出必需的列") as refused:
        check_mapping(propose(["甲", "乙"]), ["甲", "乙"])
    assert refused.value.code == "columns_unknown"


def test_one_column_cannot_be_two_fields():
    with pytest.raises(RuleViolated, match="同一列"):
        check_mapping({"name": "甲", "uscc": "甲"}, ["甲"])


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (GOOD[:-1], "V18"),
        (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), "V18"),
        (GOOD[:10] + "O" + GOOD[11:], "V18"),
        ("", "identifier_missing"),
        ("N/A", "identifier_missing"),
    ],
)
def test_a_wrong_or_missing_code_rejects_the_row(code, rule):
    payload, rules = one(统一社会信用代码=code)

    assert payload is None
    assert rules == {rule}


@pytest.mark.parametrize(
    "code", [GOOD.lower(), f" {GOOD[:4]} {GOOD[4:]} ", "".join(chr(ord(c) + 0xFEE0) for c in GOOD)]
)
def test_a_code_is_known_in_lower_case_full_width_and_with_blanks(code):
    payload, rules = one(统一社会信用代码=code)

    assert payload["uscc"] == GOOD
    assert rules == set()


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("91", "enterprise"), ("92", "individual_business"), ("93", "cooperative"), ("51", "social_organisation"),
        ("52", "social_organisation"), ("53", "social_organisation"), ("12", "public_institution"),
        ("11", "government_body"), ("13", "government_body"), ("Y1", "other"),
    ],
)  # fmt: skip
def test_the_kind_comes_from_the_prefix(prefix, kind):
    assert one(统一社会信用代码=make_uscc(prefix, "140105", "DEM00003"))[0]["kind"] == kind


def test_an_old_registration_number_is_an_identifier():
    payload, rules = one(统一社会信用代码="140105999900015")

    assert payload["registration"] == "140105999900015"
    assert "uscc" not in payload
    assert rules <= {"registration_check_digit"}


@pytest.mark.parametrize(
    ("region", "rule"), [("140202", "uscc_region_abolished"), ("149999", "uscc_region_unknown"), ("140105", None)]
)
def test_the_region_inside_a_code_is_a_warning_at_most_and_never_the_place(region, rule):
    payload, rules = one(统一社会信用代码=make_uscc("91", region, "DEM00004"), 地址="太原市迎泽区样例路1号")

    assert payload["region"] == "140106"
    assert rules == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("address", "column", "region"),
    [
        ("太原市杏花岭区样例路1号", "", "140107"),
        ("山西省太原市杏花岭区样例路1号", "", "140107"),
        ("山西省 太原市 小店区样例路", "", "140105"),
        ("临猗县样例村", "运城", "140821"),
        ("太原市迎泽大街1号", "", "140100"),
        ("迎泽大街1号", "太原", "140100"),
        ("忻州原平市样例路", "", "140981"),
        ("阳泉盂县样例村", "", "140322"),
        ("长治市长治县样例村", "", "140404"),
        ("山西省长治市潞城市样例村", "", "140406"),
        ("太原高新区长治路1号", "", "140100"),
        ("长治路1号", "太原", "140100"),
        ("城区样例路8号", "阳泉", "140302"),
        ("城区样例路8号", "晋城市", "140502"),
        ("城区样例路8号", "", None),
        ("样例路8号", "杏花岭区", "140107"),
        ("样例路8号", "杏花岭", "140107"),
        ("样例路8号", "140107", "140107"),
        ("样例路8号", "太原市杏花岭区", "140107"),
        ("太原市样例路8号", "杏花岭区", "140107"),
        ("N/A", "太原", "140100"),
        ("N/A", "N/A", None),
        ("高新技术开发区样例路20号", "", None),
        ("北京市朝阳区样例路", "", None),
        ("河北省石家庄市长安区样例路", "", None),
    ],
)  # fmt: skip
def test_the_place_is_read_from_address_and_region_column(address, column, region):
    payload, rules = one(地址=address, 地区=column)

    assert payload.get("region") == region
    assert bool(rules & {"region_unknown", "region_ambiguous", "region_elsewhere"}) == (region is None)


def test_address_and_region_column_that_disagree_are_a_warning_and_the_address_counts():
    payload, rules = one(地址="山西省大同市浑源县样例路3号", 地区="太原")

    assert payload["region"] == "140225"
    assert rules == {"region_conflict"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2004-02-17", "2004-02-17"), ("2004/2/17", "2004-02-17"), ("2004.02.17", "2004-02-17"),
        ("2004年2月17日", "2004-02-17"), ("20040217", "2004-02-17"), ("2004-02-17 00:00:00", "2004-02-17"),
        ("２００４－０２－１７", "2004-02-17"), ("38034", "2004-02-17"),
        ("不详", None), ("2023-02-30", None), ("0000-00-00", None), ("1900-01-00", None), ("2004", None),
    ],
)  # fmt: skip
def test_dates_are_read_in_their_many_forms(text, day):
    found = pl.DataFrame({"text": [text]}).select(read_dates(pl.col("text")).dt.to_string("%Y-%m-%d"))

    assert found.item() == day


@pytest.mark.parametrize(
    ("text", "is_accepted", "rule"),
    [
        ("2099-12-31", False, "date_in_future"),
        ("2026-11-24", False, "date_in_future"),
        ("2026-11-23", True, None),
        ("1900-01-01", True, "date_too_old"),
        ("1899-05-01", True, "date_too_old"),
        ("1900-01-02", True, None),
        ("不详", True, "date_unreadable"),
    ],
)
def test_a_date_in_the_future_rejects_and_one_of_1900_is_dropped(text, is_accepted, rule):
    payload, rules = one(成立日期=text)

    assert (payload is not None) == is_accepted
    assert rules == ({rule} if rule else set())
    if rule in ("date_too_old", "date_unreadable"):
        assert "established_on" not in payload


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("存续", "active"), ("存续（在营、开业、在册）", "active"), ("在业", "active"), ("吊销，未注销", "revoked"),
        ("吊销，已注销", "deregistered"), ("注销", "deregistered"), ("歇业", "suspended"), ("迁出", "moved"),
        ("active", "active"), ("不知道", None),
    ],
)  # fmt: skip
def test_states_are_read_from_the_words_of_departments(text, status):
    assert pl.DataFrame({"text": [text]}).select(read_statuses(pl.col("text"))).item() == status


@pytest.mark.parametrize(("text", "code"), [("零售业", "F52"), ("F5212", "F5212"), ("5212", "F5212"), ("F", "F")])
def test_an_industry_is_a_code_or_a_known_name(text, code):
    assert one(行业=text)[0]["industry"] == code


def test_words_outside_a_dictionary_are_dropped_with_a_warning():
    payload, rules = one(行业="做买卖", 状态="不知道")

    assert not {"industry", "status"} & set(payload)
    assert rules == {"industry_unknown", "status_unknown"}


def test_the_first_of_two_rows_with_one_code_counts():
    found = check(
        f"名称,代码\n甲商行,{GOOD}\n乙商行,{GOOD}\n甲商行 ,{GOOD}\n丙商行,{OTHER}\n".replace("代码", "信用代码")
    )
    sentences = {
        finding.row: (finding.severity, finding.sentence) for finding in found.findings if "twice" in finding.rule
    }

    assert [row for row, _ in found.rows] == [2, 4, 5]
    assert sentences[3][0] == "reject"
    assert "第 2 行（甲商行）" in sentences[3][1]
    assert sentences[4][0] == "warn"
    assert dict(found.rows)[4]["duplicate_of"] == 2


def test_a_rejected_row_is_nobodys_first():
    found = check(f"名称,信用代码,成立日期\n甲商行,{GOOD},2099-01-01\n乙商行,{GOOD},2000-01-01\n")

    assert [row for row, _ in found.rows] == [3]


def test_names_stay_as_they_are_written():
    names = ["=墨壬商行", "阿·墨（太原）(集团)", "A&B  商行", "ＭＯ 商行", "“墨庚”牌", "䶮𬒈食品厂"]
    rows = [(name, make_uscc("91", "140105", f"DEM1000{place}")) for place, name in enumerate(names)]
    file = io.StringIO()
    csv.writer(file).writerows([("名称", "信用代码"), *rows])

    assert [payload["name"] for _, payload in check(file.getvalue()).rows] == names


@pytest.mark.parametrize(
    ("left", "right"),
    [("墨庚（太原）商行", "墨庚(太原) 商行"), ("ＭＯ商行", "mo商行"), ("阿·墨庚", "阿•墨庚"), ("墨\u200b庚", "墨庚")],
)
def test_names_are_found_whatever_their_width_blanks_and_brackets(left, right):
    assert normalise_name(left) == normalise_name(right)


@given(st.text(max_size=60))
def test_normalising_a_name_twice_changes_nothing_more(name):
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=20), st.text(max_size=12)), min_size=1, max_size=8))
def test_every_row_is_accepted_or_rejected_whatever_is_in_it(rows):
    file = io.StringIO()
    csv.writer(file).writerows([("名称", "信用代码", "成立日期"), *rows])
    try:
        table = read_table(io.BytesIO(file.getvalue().encode("utf-8", "replace")), LIMITS)
    except RuleViolated:
        return
    found = validate(table, propose(table.header), REFERENCE)
    rejected = {finding.row for finding in found.findings if finding.severity == "reject"}
    assert sorted([row for row, _ in found.rows] + list(rejected)) == sorted(table.rows)
