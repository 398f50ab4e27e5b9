"""Rows of a register of officers (执法人员名录). What the house knows of them is told by `queries.hold_officers`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tongjian.foundation.exchange.reading import Table, propose_mapping
from tongjian.supervision.catalog.columns.fields import chosen_of, columns_unknown
from tongjian.supervision.catalog.columns.rows import Validated, one_line, reject_overlong, rows_of

OFFICER_LABELS: Mapping[str, str] = {
    "name": "姓名",
    "certificate_number": "执法证号",
    "agency": "机关",
    "agency_code": "机关代码",
    "certificate_from": "发证日期",
    "certificate_last": "有效期至（含当日）",
    "certificate_until": "有效期至（不含当日）",
    "capacity": "身份",
    "state": "在岗情况",
    "items": "可检查事项编码",
    "username": "登录用户名",
}
_SYNONYMS: Mapping[str, Sequence[str]] = {
    "name": ("姓名", "执法人员姓名", "人员姓名", "执法人员"),
    "certificate_number": ("执法证号", "执法证件号", "执法证号码", "执法证件编号", "证件号", "证号", "行政执法证号"),
    "agency_code": ("机关代码", "部门代码", "单位代码", "执法主体代码"),
    "agency": ("机关", "所属机关", "执法机关", "单位", "所在单位", "工作单位", "执法主体", "执法单位", "部门"),
    "certificate_from": ("发证日期", "发证时间", "有效期自", "有效期起", "领证日期"),
    "certificate_last": (
        "有效期至", "有效期止", "有效期截止", "截止日期", "有效截止日期", "证件有效期", "到期日期", "有效期",
    ),
    "capacity": ("身份", "人员身份", "人员类别", "人员类型"),
    "state": ("在岗情况", "在岗状态", "人员状态", "状态", "是否在岗"),
    "items": ("可检查事项编码", "可检查事项", "检查事项编码", "事项资格", "检查事项", "执法事项", "执法领域"),
    "username": ("登录用户名", "用户名", "登录名", "账号", "登录账号"),
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_PARTS = re.compile(r"[、,，;；\s]+")
_CAPACITY = {"执法人员": False, "执法辅助人员": True, "辅助人员": True, "辅助": True}
_STATE = {"在岗": True, "是": True, "离岗": False, "否": False, "已离岗": False}
NONE = "全部取消"
"""Written in the column of items: may check none any more. An empty cell leaves things as they are."""


@dataclass(frozen=True, slots=True)
class OfficerReference:
    """Agencies of today by code and by full name (None where several are called so). `own` is the only agency whose
    officers the actor manages, `default` the one meant where a row names none; empty is none such."""

    agencies: Mapping[str, str | None]
    own: str = ""
    default: str = ""


@dataclass(slots=True)
class SeenOfficers:
    """Which row first said each certificate and each account, over the pieces of one file checked so far."""

    rows: dict[tuple[str, str], int] = field(default_factory=dict)


def propose_officer_columns(header: Sequence[str]) -> dict[str, str]:
    """A head that says 不含 is the first day on which the certificate no longer counts."""
    exclusive = [head for head in header if "有效" in head and "不含" in head][:1]
    proposed = propose_mapping([head for head in header if head not in exclusive], _SYNONYMS)
    if exclusive:
        proposed.pop("certificate_last", None)
        proposed["certificate_until"] = exclusive[0]
    return proposed


def check_officer_mapping(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Without empty choices. Raises RuleViolated when name, number or end of the certificate is missing."""
    chosen = chosen_of(mapping, OFFICER_LABELS)
    if not {"name", "certificate_number"} <= set(chosen) or not {"certificate_last", "certificate_until"} & set(
        chosen
    ):
        raise columns_unknown("“姓名”“执法证号”以及“有效期至”", header)
    return chosen


def validate_officers(
    table: Table, mapping: Mapping[str, str], reference: OfficerReference, seen: SeenOfficers
) -> Validated:
    """Payload: name, certificate_number, agency (id), certificate_until (exclusive); certificate_from, is_auxiliary,
    is_active, items (codes) and username are None where the row leaves them as they are. Values in findings are
    masked: whoever may look at a batch need not know the people in it."""
    validated = Validated(mapping, OFFICER_LABELS)
    reject_overlong(table, validated, "name")
    for row, given in rows_of(table, mapping, OFFICER_LABELS):
        if row in table.overlong:
            continue
        payload = _payload(row, given, reference, validated)
        if row not in validated.rejected:
            validated.rows[row] = payload
            _reject_repeated(row, payload, validated, seen)
    return validated


def masked(text: str) -> str:
    """张三 → 张＊, 14010500123 → ＊＊＊0123."""
    return f"＊＊＊{text[-4:]}" if len(text) > 6 else text[:1] + "＊" * max(len(text) - 1, 0)


def _payload(row: int, given: Mapping[str, str], reference: OfficerReference, validated: Validated) -> dict[str, Any]:
    name, number = one_line(given["name"]), "".join(given["certificate_number"].split())
    if not name or len(name) > 60:
        validated.reject(row, "name", masked(name), "name_missing", "没有姓名，或者姓名超过 60 个字。")
    if not number or len(number) > 40:
        validated.reject(row, "certificate_number", "", "certificate_missing", "没有执法证号，或者超过 40 个字。")
    begins, until = _days(row, given, validated)
    return {
        "name": name,
        "certificate_number": number,
        "agency": _agency(row, given, reference, validated),
        "certificate_from": begins.isoformat() if begins else None,
        "certificate_until": until.isoformat() if until else "",
        "is_auxiliary": _choice(row, "capacity", given, _CAPACITY, validated),
        "is_active": _choice(row, "state", given, _STATE, validated),
        "items": _items(given["items"]),
        "username": given["username"].strip().lower() or None,
    }


def _agency(row: int, given: Mapping[str, str], reference: OfficerReference, validated: Validated) -> str:
    code, name = given["agency_code"].strip().upper(), one_line(given["agency"])
    column, written = ("agency_code", code) if code else ("agency", name)
    key = written.upper() if written.isascii() else written
    found = reference.agencies.get(key, "") if written else reference.default
    if found is None:
        validated.reject(row, column, written, "agency_ambiguous", "叫这个名称的机关不止一个，请填机关代码。")
    elif not found:
        sentence = "没有这个机关：请填机关代码或者全称。" if written else "没有写明机关。"
        validated.reject(row, column, written, "agency_unknown", sentence)
    elif reference.own and found != reference.own:
        validated.reject(row, column, written, "agency_of_others", "只能登记本机关的执法人员。")
    return found or ""


def _days(row: int, given: Mapping[str, str], validated: Validated) -> tuple[date | None, date | None]:
    """First day, and the first day on which the certificate no longer counts."""
    begins = _day(row, "certificate_from", given, validated)
    column = "certificate_until" if given["certificate_until"] else "certificate_last"
    until = _day(row, column, given, validated)
    if until is not None and column == "certificate_last":
        until += timedelta(days=1)
    if until is None and not given[column]:
        validated.reject(row, column, "", "until_missing", "没有写明执法证有效期至哪一天。")
    if begins and until and begins >= until:
        validated.reject(row, column, given[column], "certificate_dates", "执法证有效期应当晚于发证日期。")
    return begins, until


def _day(row: int, column: str, given: Mapping[str, str], validated: Validated) -> date | None:
    written = given[column].strip().removesuffix("00:00:00").strip()
    if not written:
        return None
    match = _DAY.fullmatch(written)
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2100:
        validated.reject(row, column, written, "day_unreadable", "认不出日期，请写成 2026-12-31。")
        return None
    return found


def _choice(
    row: int, column: str, given: Mapping[str, str], meanings: Mapping[str, bool], validated: Validated
) -> bool | None:
    written = one_line(given[column])
    if written and written not in meanings:
        words = "、".join(meanings)
        validated.reject(row, column, written, f"{column}_unknown", f"应当是下面之一：{words}；留空的保持不变。")
    return meanings.get(written)


def _items(written: str) -> list[str] | None:
    if one_line(written) == NONE:
        return []
    return sorted({part for part in _PARTS.split(written.upper()) if part}) or None


def _reject_repeated(row: int, payload: Mapping[str, Any], validated: Validated, seen: SeenOfficers) -> None:
    """A certificate belongs to one officer and so does an account: what comes first counts."""
    for column, said in (("certificate_number", "执法证号"), ("username", "登录用户名")):
        value = payload[column]
        earlier = seen.rows.setdefault((column, value), row) if value else row
        if earlier != row:
            sentence = f"这个{said}在第 {earlier} 行已经出现，以先出现的为准。"
            validated.reject(row, column, masked(value), f"{column}_twice", sentence)
            return
