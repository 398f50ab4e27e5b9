"""Rows of a list of items. Which of them are known already is told by `operations.stage_items`."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongjian.foundation.exchange.reading import Table
from tongjian.pure.codes import is_national_item_code, widen
from tongjian.supervision.catalog.columns.codes import NotACode, normalised
from tongjian.supervision.catalog.columns.departments import Departments
from tongjian.supervision.catalog.columns.fields import ITEM_LABELS, TEXT_FIELDS
from tongjian.supervision.catalog.columns.rows import Validated, one_line, reject_overlong, rows_of

OWN_CODE = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9._-]{2,39}")
"""A number of a list (1, 2, 2 …) is no code; 食药-03 is no ASCII; CG-01 is a code."""
CLAIMS_NATIONAL = 10
"""So many digits are no place in a list: the number claims to be a code of the national catalogue."""
_LONGEST = {
    "name": 200, "sub_name": 200, "subject": 200, "object_kind": 200, "ratio_text": 300, "frequency_text": 300,
    "method": 200, "officer_requirement": 200, "legal_basis": 8000, "note": 4000, "duty_code": 40, "line_code": 40,
    "power_code": 100, "permit_type": 100, "permit_name": 200, "object_category": 100, "supervision_form": 100,
    "supervision_level": 100, "process": 4000, "outcome": 4000, "apply_scope": 10, "implementation_codes": 800,
    "check_form": 2, "check_category": 100, "standard": 8000, "materials": 4000, "industries": 500, "secrecy": 10,
    "post_permit": 40,
}  # fmt: skip
_LEVELS = {"省": "province", "市": "city", "县": "county", "区": "county"}
_STANDARD = {"implementation_codes": "V18"}


@dataclass(frozen=True, slots=True)
class ItemReference:
    """What rows are held against. `national_rule` is the rulebook's V18: its sentence and its source."""

    departments: Departments
    checklist_codes: frozenset[str]
    national_rule: str
    may_edit: frozenset[str] | None = None
    """Codes of department kinds; None means every one."""
    regions: Mapping[str, str] = field(default_factory=dict)
    """Code → level of the places that compile: province, cities, counties."""
    own_region: str = ""
    """Where whoever brings the file compiles; empty for the host."""
    post_permit: frozenset[str] = frozenset()
    """Codes of the dictionary `post_permit_check`."""


@dataclass(slots=True)
class SeenItems:
    """Which row first said each key, over the pieces of one file that were checked so far, and what an accepted row
    said (only its digest is kept)."""

    rows: dict[tuple[str, ...], int] = field(default_factory=dict)
    digests: dict[int, bytes] = field(default_factory=dict)


def validate_items(
    table: Table, mapping: Mapping[str, str], reference: ItemReference, seen: SeenItems | None = None
) -> Validated:
    """Payload: kind, name, sub_name, national_code, own_code, main_code, region (None where the row does not say it)
    with default_region, the mapped texts, and `checklist` where a table of that number exists. A text whose column is
    not in the file is not in the payload: it stays as it is. `seen` remembers earlier pieces of the same file."""
    validated = Validated(mapping, ITEM_LABELS)
    reject_overlong(table, validated, "name")
    for row, given in rows_of(table, mapping, ITEM_LABELS):
        if row in table.overlong:
            continue
        payload = _payload(row, given, mapping, reference, validated)
        if row not in validated.rejected:
            validated.rows[row] = payload
            _warn(row, payload, given, validated)
    _find_repeated(validated, seen or SeenItems())
    return validated


def _payload(
    row: int, given: dict[str, str], mapping: Mapping[str, str], reference: ItemReference, validated: Validated
) -> dict[str, Any]:
    kind = _department(row, given, reference, validated)
    national, own = _codes(row, given, reference, validated)
    name, sub_name = one_line(given["name"]), one_line(given["sub_name"])
    if not name:
        validated.reject(row, "name", "", "name_missing", "没有事项名称。")
    texts = {key: _text(row, key, given[key], validated) for key in TEXT_FIELDS if key in mapping}
    if problem := post_permit_problem(texts.get("post_permit", ""), reference.post_permit):
        validated.reject(row, "post_permit", texts["post_permit"], "post_permit_unknown", problem)
    for key, text in {"name": name, "sub_name": sub_name, **texts}.items():
        if len(text) > _LONGEST[key]:
            validated.reject(row, key, text, "too_long", f"{ITEM_LABELS[key]}超过 {_LONGEST[key]} 个字。")
    payload = {
        "kind": kind, "name": name, "sub_name": sub_name, "national_code": national, "own_code": own,
        "main_code": "".join(given["main_code"].split()).upper(),
        "region": _place(row, given, reference, validated), "default_region": reference.own_region, **texts,
    }  # fmt: skip
    code = one_line(given["checklist"])
    if code and code not in reference.checklist_codes:
        sentence = "没有这个表号的检查表，未关联；请先导入检查表，或在事项页面关联。"
        validated.warn(row, "checklist", code, "checklist_unknown", sentence)
    elif code:
        payload["checklist"] = code
    return payload


def _text(row: int, key: str, written: str, validated: Validated) -> str:
    try:
        return normalised(key, written)
    except NotACode as wrong:
        validated.reject(row, key, written, _STANDARD.get(key, f"{key}_unknown"), str(wrong))
        return ""


def post_permit_problem(code: str, known: Collection[str]) -> str:
    """Empty for no code or a known one."""
    if not code or code in known:
        return ""
    return f"没有这个证后监督类别，应当是：{'、'.join(sorted(known))}，或者不填。"


def _place(row: int, given: dict[str, str], reference: ItemReference, validated: Validated) -> str | None:
    """The region that compiles the item; None where the row leaves it open. The province is the only one of its
    level, so that its word is enough."""
    code, level = given["region_code"].strip(), _LEVELS.get(one_line(given["level"])[:1], "")
    if not code and level == "province":
        code = next((region for region, of in reference.regions.items() if of == level), "")
    elif not code and level and reference.regions.get(reference.own_region) == level:
        code = reference.own_region
    if code and code not in reference.regions:
        validated.reject(row, "region_code", code, "region_unknown", "没有这个编制区划，应当是省、市、县的 6 位代码。")
    elif given["level"] and not code:
        sentence = "编制层级应当是省级、市级或者县级；市级、县级的还要有编制区划代码。"
        validated.reject(row, "level", given["level"], "level_without_region", sentence)
    elif level and reference.regions[code] != level:
        validated.reject(row, "level", given["level"], "level_of_others", f"编制区划 {code} 不是这个层级。")
    return code or None


def _department(row: int, given: dict[str, str], reference: ItemReference, validated: Validated) -> str:
    text, code = one_line(given["department"]), given["department_code"]
    column, written = ("department_code", code) if code else ("department", text)
    kind = reference.departments.find(text, code)
    if not written:
        validated.reject(row, column, "", "department_missing", "没有写明部门。")
    elif not kind:
        sentence = f"不认识这个部门。已知的部门：{reference.departments.known}。"
        validated.reject(row, column, written, "department_unknown", sentence)
    elif reference.may_edit is not None and kind not in reference.may_edit:
        sentence = f"这是{reference.departments.titles[kind]}部门的事项，只能导入本部门类别的事项。"
        validated.reject(row, column, written, "department_of_others", sentence)
    return kind


def _codes(row: int, given: dict[str, str], reference: ItemReference, validated: Validated) -> tuple[str, str]:
    """The national code and the code of our own; both may be empty."""
    number = "".join(given["number"].split()).upper()
    national, column = widen(given["national_code"]), "national_code"
    if not national and number.isascii() and number.isdigit() and len(number) >= CLAIMS_NATIONAL:
        national, column = number, "number"
    if national and not is_national_item_code(national):
        written = given[column]
        sentence = f"“{written}”不是国家目录编码：{reference.national_rule}"
        validated.reject(row, column, written, "V18", sentence)
        return "", ""
    return national, "" if national or not OWN_CODE.fullmatch(number) else number


def _warn(row: int, payload: Mapping[str, Any], given: Mapping[str, str], validated: Validated) -> None:
    if not payload.get("legal_basis"):
        sentence = "没有检查依据：可以导入，补上依据才能提交审核（国办发〔2024〕54号）。"
        validated.warn(row, "legal_basis", given["legal_basis"], "legal_basis_missing", sentence)


def _find_repeated(validated: Validated, seen: SeenItems) -> None:
    """The first of several rows about one item counts: the same again is only mentioned, another text is rejected."""
    first = seen.rows
    for row in sorted(validated.rows):
        payload = validated.rows[row]
        earlier = next((first[key] for key in keys_of(payload) if key in first), None)
        for key in keys_of(payload):
            first.setdefault(key, row)
        digest = _digest(payload)
        if earlier is None:
            seen.digests[row] = digest
        elif digest == seen.digests.get(earlier):
            seen.digests[row] = digest
            validated.warn(row, "name", payload["name"], "row_twice", f"与第 {earlier} 行完全相同。")
        else:
            sentence = f"与第 {earlier} 行是同一个事项（部门、名称、子项或者编码相同）而内容不同，以先出现的为准。"
            validated.reject(row, "name", payload["name"], "item_twice", sentence)


def _digest(payload: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).digest()


def keys_of(payload: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """By what an item is known again, the surest first."""
    keys: list[tuple[str, ...]] = []
    if payload["national_code"]:
        return [("national", payload["national_code"])]
    if payload["own_code"]:
        keys.append(("own", payload["own_code"]))
    place = payload["region"] or payload["default_region"]
    return [*keys, natural_key(place, payload["kind"], payload["name"], payload["sub_name"])]


def natural_key(place: str, kind: str, name: str, sub_name: str) -> tuple[str, ...]:
    return ("natural", place, kind, name, sub_name)


def code_of(payload: Mapping[str, Any]) -> str:
    return str(payload["national_code"] or payload["own_code"])
