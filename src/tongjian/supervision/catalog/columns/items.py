"""Rows of a list of items. Which of them are known already is told by `operations.stage_items`."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongjian.foundation.exchange.reading import Table
from tongjian.pure.codes import is_national_item_code, widen
from tongjian.supervision.catalog.columns.departments import Departments
from tongjian.supervision.catalog.columns.fields import ITEM_LABELS, TEXT_FIELDS
from tongjian.supervision.catalog.columns.rows import Validated, one_line, reject_overlong, rows_of

OWN_CODE = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9._-]{2,39}")
"""A number of a list (1, 2, 2 …) is no code; 食药-03 is no ASCII; CG-01 is a code."""
CLAIMS_NATIONAL = 10
"""So many digits are no place in a list: the number claims to be a code of the national catalogue."""
_LONGEST = {
    "name": 200, "sub_name": 200, "subject": 200, "object_kind": 200, "ratio_text": 300, "frequency_text": 300,
    "method": 200, "officer_requirement": 200, "legal_basis": 8000, "note": 4000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemReference:
    """What rows are held against. `national_rule` is the rulebook's V18: its sentence and its source."""

    departments: Departments
    checklist_codes: frozenset[str]
    national_rule: str
    may_edit: frozenset[str] | None = None
    """Codes of department kinds; None means every one."""


@dataclass(slots=True)
class SeenItems:
    """Which row first said each key, over the pieces of one file that were checked so far, and what an accepted row
    said (only its digest is kept)."""

    rows: dict[tuple[str, ...], int] = field(default_factory=dict)
    digests: dict[int, bytes] = field(default_factory=dict)


def validate_items(
    table: Table, mapping: Mapping[str, str], reference: ItemReference, seen: SeenItems | None = None
) -> Validated:
    """Payload: kind, name, sub_name, national_code, own_code, the mapped texts, and `checklist` where a table of that
    number exists. A text whose column is not in the file is not in the payload: it stays as it is.
    `seen` remembers earlier pieces of the same file."""
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
    texts = {column: given[column] for column in TEXT_FIELDS if column in mapping}
    for column, text in {"name": name, "sub_name": sub_name, **texts}.items():
        if len(text) > _LONGEST[column]:
            validated.reject(row, column, text, "too_long", f"{ITEM_LABELS[column]}超过 {_LONGEST[column]} 个字。")
    payload = {"kind": kind, "name": name, "sub_name": sub_name, "national_code": national, "own_code": own, **texts}
    code = one_line(given["checklist"])
    if code and code not in reference.checklist_codes:
        sentence = "没有这个表号的检查表，未关联；请先导入检查表，或在事项页面关联。"
        validated.warn(row, "checklist", code, "checklist_unknown", sentence)
    elif code:
        payload["checklist"] = code
    return payload


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
    return [*keys, ("natural", payload["kind"], payload["name"], payload["sub_name"])]
