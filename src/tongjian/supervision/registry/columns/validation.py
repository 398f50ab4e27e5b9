"""All checks of a file about entities, column by column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from tongjian.foundation.exchange.reading import FindingDraft, Table
from tongjian.foundation.kernel.encryption import pseudonym
from tongjian.pure.codes import significant
from tongjian.supervision.registry.choices import PERSONS, EntityKind
from tongjian.supervision.registry.columns.dates import read_dates
from tongjian.supervision.registry.columns.duplicates import Seen, find_duplicates
from tongjian.supervision.registry.columns.fields import FIELDS, IDENTIFIERS
from tongjian.supervision.registry.columns.findings import Findings
from tongjian.supervision.registry.columns.identifiers import (
    NATIONAL,
    code_region,
    kind_of,
    registration_problems,
    sort_codes,
    uscc_problems,
)
from tongjian.supervision.registry.columns.places import Gazetteer, Place, find_places, for_each_text
from tongjian.supervision.registry.columns.statuses import read_statuses

PAYLOAD = (
    "name", "uscc", "registration", "other_number", "kind", "region", "address", "industry", "status",
    "organisation_type", "registered_capital", "business_scope", "established_on", "representative", "duplicate_of",
)  # fmt: skip
_LONGEST = {"name": 200, "address": 400, "organisation_type": 100, "registered_capital": 60, "other_number": 60}
_OLDEST = date(1900, 1, 1)
_KINDS = {label: str(kind) for kind, label in EntityKind.choices}
_SHORTEST_PERSON = 6


@dataclass(frozen=True, slots=True)
class Reference:
    """What the checks are held against. `jurisdiction` is the region outside of which the importer may not write."""

    places: Sequence[Place]
    today: date
    jurisdiction: str = ""
    industries: Mapping[str, str] = field(default_factory=dict)
    """Name of an industry → its code (GB/T 4754)."""


@dataclass(frozen=True, slots=True)
class Validated:
    """`accepted` are the rows that come in: `row` and the columns of PAYLOAD, null where nothing is known."""

    accepted: pl.DataFrame
    findings: Sequence[FindingDraft]

    @property
    def rows(self) -> list[tuple[int, dict[str, Any]]]:
        """Row and payload of the accepted ones, without what is not known."""
        return [
            (row, {name: value for name, value in zip(PAYLOAD, values, strict=True) if value is not None})
            for row, *values in self.accepted.iter_rows()
        ]

    def payloads(self) -> pl.DataFrame:
        """`row` and `payload`, the same as JSON texts."""
        absent = "|".join(PAYLOAD)
        written = (
            pl.struct(PAYLOAD)
            .struct.json_encode()
            # A quotation mark inside a value has a backslash before it, so this only meets keys.
            .str.replace_all(rf'"(?:{absent})":null,?', "")
            .str.replace(r",\}$", "}")
        )
        return self.accepted.select("row", written.alias("payload"))


def validate(table: Table, mapping: Mapping[str, str], reference: Reference, seen: Seen | None = None) -> Validated:
    """Every row either comes in (perhaps with warnings) or is rejected with at least one sentence. `seen` remembers
    the numbers of earlier pieces of the same file."""
    written = table.select(mapping, FIELDS)
    findings = Findings(mapping, written)
    _check_shape(written, table, findings)
    frame = sort_codes(written)
    frame = _check_names(frame, findings)
    frame = _check_codes(frame, reference, findings)
    frame = _check_places(frame, reference, findings)
    frame = _check_dates(frame, reference, findings)
    frame = _check_dictionaries(frame, reference, findings)
    frame = _check_lengths(frame, findings)
    frame = _check_kinds(frame, findings)
    frame = _check_people(frame, findings)
    frame = find_duplicates(_without(frame, findings.rejected), findings, seen or Seen())
    return Validated(_without(frame, findings.rejected).select("row", *PAYLOAD), findings.drafts)


def _without(frame: pl.DataFrame, rows: Collection[int]) -> pl.DataFrame:
    return frame.filter(~pl.col("row").is_in(pl.Series(sorted(rows), dtype=pl.UInt32).implode()))


def _check_shape(frame: pl.DataFrame, table: Table, findings: Findings) -> None:
    findings.reject(
        frame,
        pl.col("row").is_in(table.overlong),
        "name",
        "cells_beyond_header",
        "这一行的单元格比表头多，值可能错位（常见原因：含分隔符的内容没有加引号）。",
    )


def _check_names(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    findings.reject(frame, pl.col("name").is_null(), "name", "name_missing", "缺少名称。")
    return frame


def _check_codes(frame: pl.DataFrame, reference: Reference, findings: Findings) -> pl.DataFrame:
    frame = frame.with_columns(uscc_problems(frame["uscc"]).alias("problem"))
    problem, uscc = pl.col("problem"), pl.col("uscc")
    missing = pl.all_horizontal(pl.col(name).is_null() for name in IDENTIFIERS)
    findings.reject(
        frame, missing, "uscc", "identifier_missing", "缺少标识：统一社会信用代码、15 位注册号、其他编号至少要有一个。"
    )
    length = pl.format("统一社会信用代码应为 18 位（老注册号为 15 位），这里是 {} 位。", uscc.str.len_chars())
    findings.reject(frame, problem == "uscc_length", "uscc", "V18", length)
    charset = "统一社会信用代码含有不允许的字符（只用数字和大写字母，不用 I、O、S、V、Z；第 3–8 位是数字）。"
    findings.reject(frame, problem == "uscc_charset", "uscc", "V18", charset)
    lost = uscc.str.contains(r"^\d{15}000$")
    digit = pl.when(lost).then(
        pl.lit("统一社会信用代码的校验位不对：末尾的 000 像是被 Excel 当成数字而丢了位数，请把该列设为文本后重填。")
    )
    findings.reject(
        frame,
        problem == "uscc_check_digit",
        "uscc",
        "V18",
        digit.otherwise(pl.lit("统一社会信用代码的校验位不对（GB 32100-2015），请核对是否抄错。")),
    )
    findings.warn(
        frame.with_columns(registration_problems(frame["registration"]).alias("old")),
        pl.col("old") == "registration_check_digit",
        "registration" if "registration" in findings.mapping else "uscc",
        "registration_check_digit",
        "15 位注册号的校验位不对，请核对。",
    )
    frame = frame.with_columns(kind_of().alias("kind"))
    _check_code_regions(frame.filter(problem == ""), reference, findings)
    _check_kind_words(frame.filter(problem == ""), findings)
    return frame


def _check_code_regions(frame: pl.DataFrame, reference: Reference, findings: Findings) -> None:
    """The region part is that of the authority at the entity's birth: worth a look at most."""
    ended = [place.code for place in reference.places if place.valid_until and place.valid_until <= reference.today]
    known = [place.code for place in reference.places]
    region = code_region()
    findings.warn(
        frame,
        region.is_in(ended),
        "uscc",
        "uscc_region_abolished",
        pl.format("代码第 3–8 位的登记机关区划 {} 已撤销（老主体属正常，不影响所在地）。", region),
    )
    findings.warn(
        frame,
        ~region.is_in([*known, NATIONAL]),
        "uscc",
        "uscc_region_unknown",
        pl.format("代码第 3–8 位的登记机关区划 {} 不在本省区划表里（省外登记的主体属正常）。", region),
    )


def _check_kind_words(frame: pl.DataFrame, findings: Findings) -> None:
    words, kind = pl.col("organisation_type"), pl.col("kind")
    is_odd = (words.str.contains("个体工商户", literal=True) & (kind != "individual_business")) | (
        words.str.contains("农民专业合作", literal=True) & (kind != "cooperative")
    )
    findings.warn(frame, is_odd, "organisation_type", "kind_conflict", "主体类型与代码前两位不一致，类别按代码认定。")


_PLACE_NOTES = {
    "unknown": ("region_unknown", "地址和地区列里都看不出所在市县，所在区划留空。"),
    "ambiguous": ("region_ambiguous", "同名的县（市、区）不止一个，又看不出在哪个市，所在区划留空。"),
    "elsewhere": ("region_elsewhere", "地址在省外，所在区划留空。"),
    "conflict": ("region_conflict", "地区列与地址不一致，所在区划按地址认定。"),
}


def _check_places(frame: pl.DataFrame, reference: Reference, findings: Findings) -> pl.DataFrame:
    frame = find_places(frame, Gazetteer.of(reference.places, reference.today))
    for note, (rule, sentence) in _PLACE_NOTES.items():
        findings.warn(frame, pl.col("place_note") == note, "address", rule, sentence)
    if len(significant(reference.jurisdiction)) > 2:
        findings.reject(
            frame,
            ~pl.col("place").str.starts_with(significant(reference.jurisdiction)),
            "address",
            "outside_jurisdiction",
            "所在区划不在本机关辖区内，不能由本机关导入。",
        )
    return frame.with_columns(pl.col("place").alias("region"))


def _check_dates(frame: pl.DataFrame, reference: Reference, findings: Findings) -> pl.DataFrame:
    text = pl.col("established_on")
    days = for_each_text(frame["established_on"], lambda texts: texts.select(read_dates(pl.col("text")).alias("day")))
    frame = frame.with_columns(days)
    day = pl.col("day")
    findings.reject(
        frame,
        day > reference.today,
        "established_on",
        "date_in_future",
        pl.format("成立日期 {} 晚于今天。", day.dt.to_string("%Y-%m-%d")),
    )
    findings.warn(
        frame,
        day <= _OLDEST,
        "established_on",
        "date_too_old",
        pl.format("成立日期 {} 不可信（1900 年多为空日期的误写），未采用。", day.dt.to_string("%Y-%m-%d")),
    )
    unread = text.is_not_null() & day.is_null()
    findings.warn(
        frame, unread, "established_on", "date_unreadable", "日期读不出来，未采用；请写成 2004-02-17 的样子。"
    )
    usable = pl.when(day > _OLDEST).then(day.dt.to_string("%Y-%m-%d")).otherwise(None)
    return frame.with_columns(usable.alias("established_on"))


def _check_dictionaries(frame: pl.DataFrame, reference: Reference, findings: Findings) -> pl.DataFrame:
    industry = pl.col("industry").str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase()
    by_name = pl.col("industry").replace_strict(dict(reference.industries), default=None, return_dtype=pl.String)
    whole = industry.str.extract(r"^([A-T](?:\d{2,4})?)(?:\D.*)?$", 1)
    digits = industry.str.extract(r"^(\d{2,4})(?:\D.*)?$", 1)
    divisions = {code[1:]: code[0] for code in reference.industries.values() if len(code) == 3}
    letter = digits.str.slice(0, 2).replace_strict(divisions, default=None, return_dtype=pl.String)
    by_code = pl.coalesce(whole, letter + digits)
    read = frame.with_columns(
        read_statuses(pl.col("status")).alias("status_code"), pl.coalesce(by_name, by_code).alias("industry_code")
    )
    for name, label in (("status", "状态"), ("industry", "行业")):
        unread = pl.col(name).is_not_null() & pl.col(f"{name}_code").is_null()
        findings.warn(read, unread, name, f"{name}_unknown", f"{label}不在字典里，未采用。")
    return read.with_columns(pl.col("status_code").alias("status"), pl.col("industry_code").alias("industry"))


def _check_kinds(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """What a file says of the kind counts where no credit code says it."""
    said = pl.col("object_kind")
    frame = frame.with_columns(
        said.str.strip_chars().replace_strict(_KINDS, default=None, return_dtype=pl.String).alias("said_kind")
    )
    known, has_code = pl.col("said_kind"), pl.col("uscc").is_not_null()
    is_strange = said.is_not_null() & known.is_null()
    findings.warn(frame, is_strange, "object_kind", "kind_unknown", "没有这个对象类别，未采用。")
    findings.warn(
        frame,
        has_code & known.ne(pl.col("kind")),
        "object_kind",
        "kind_conflict",
        "对象类别与代码前两位不一致，类别按代码认定。",
    )
    findings.reject(
        frame,
        ~has_code & known.is_in([str(kind) for kind in PERSONS]),
        "object_kind",
        "person_in_file",
        "自然人和无证无照经营户不成批导入，请在“监管对象—登记”中逐户登记（《个人信息保护法》第六条）。",
    )
    return frame.with_columns(
        pl.when(has_code).then(pl.col("kind")).otherwise(pl.coalesce(known, pl.col("kind"))).alias("kind")
    )


def _check_people(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """Numbers of persons leave the columns as pseudonyms; what a source has masked says nothing of who it is."""
    written = pl.col("representative")
    is_odd = written.str.contains(r"[*＊×]") | (written.str.len_chars() < _SHORTEST_PERSON)
    findings.warn(
        frame, is_odd, "representative", "person_unreadable", "证件号或标识被遮盖或者太短，分不出是谁，未采用。"
    )
    frame = frame.with_columns(pl.when(~is_odd).then(written).alias("representative"))
    texts = frame["representative"].drop_nulls().unique()
    if texts.is_empty():
        return frame
    hidden = {text: pseudonym(text) for text in texts}
    return frame.with_columns(pl.col("representative").replace_strict(hidden, default=None, return_dtype=pl.String))


def _check_lengths(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    for name, longest in _LONGEST.items():
        is_long = pl.col(name).str.len_chars() > longest
        if name == "name":
            findings.reject(frame, is_long, name, "too_long", f"名称超过 {longest} 个字。")
            continue
        findings.warn(frame, is_long, name, "too_long", f"超过 {longest} 个字，未采用。")
        frame = frame.with_columns(pl.when(is_long).then(None).otherwise(pl.col(name)).alias(name))
    return frame
