"""Rows of checklists: one check point a row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tongjian.foundation.exchange.reading import Table
from tongjian.supervision.catalog.columns.fields import CHECKLIST_LABELS
from tongjian.supervision.catalog.columns.rows import Validated, one_line, reject_overlong, rows_of

_NUMBER = re.compile(r"(\d{1,4})(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class ChecklistReference:
    """`frozen`: numbers of tables that a version under review, published or retired shows."""

    frozen: frozenset[str]
    names: Mapping[str, str]
    points: Mapping[tuple[str, int], tuple[str, str]]


@dataclass(slots=True)
class SeenPoints:
    """What the pieces of one file that were checked so far said first: the name of each table, the row of each check
    point, and the tables of which it was said that they get another name."""

    names: dict[str, tuple[int, str]] = field(default_factory=dict)
    points: dict[tuple[str, int], int] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)


def validate_checklists(
    table: Table, mapping: Mapping[str, str], reference: ChecklistReference, seen: SeenPoints | None = None
) -> Validated:
    """Payload: code, name, number (whole), content, method. `seen` remembers earlier pieces of the same file."""
    validated, seen = Validated(mapping, CHECKLIST_LABELS), seen or SeenPoints()
    reject_overlong(table, validated, "content")
    for row, given in rows_of(table, mapping, CHECKLIST_LABELS):
        if row in table.overlong or not _is_complete(row, given, validated):
            continue
        code, name = one_line(given["code"]), one_line(given["name"])
        first_row, first_name = seen.names.setdefault(code, (row, name))
        if name and name != first_name:
            sentence = f"第 {first_row} 行把这张表叫作“{first_name}”，以先出现的为准。"
            validated.warn(row, "name", name, "checklist_name_differs", sentence)
        match = _NUMBER.fullmatch(given["number"])
        number = int(match[1]) if match else 0
        earlier = seen.points.setdefault((code, number), row)
        if earlier != row:
            sentence = f"表 {code} 的序号 {number} 在第 {earlier} 行已经用过，以先出现的为准。"
            validated.reject(row, "number", given["number"], "number_twice", sentence)
            continue
        validated.rows[row] = {
            "code": code,
            "name": first_name,
            "number": number,
            "content": given["content"],
            "method": given["method"],
        }
    _keep_frozen(validated, reference, seen.renamed)
    return validated


def _is_complete(row: int, given: Mapping[str, str], validated: Validated) -> bool:
    before = len(validated.findings)
    code, name = one_line(given["code"]), one_line(given["name"])
    if not code or len(code) > 40:
        validated.reject(row, "code", code, "code_missing", "没有表号，或者表号超过 40 个字。")
    if not name or len(name) > 200:
        validated.reject(row, "name", name, "name_missing", "没有表名，或者表名超过 200 个字。")
    match = _NUMBER.fullmatch(given["number"])
    if match is None or int(match[1]) == 0:
        validated.reject(row, "number", given["number"], "number_unreadable", "序号应当是从 1 起的整数。")
    if not given["content"]:
        validated.reject(row, "content", "", "content_missing", "没有检查内容。")
    return len(validated.findings) == before


def _keep_frozen(validated: Validated, reference: ChecklistReference, renamed: set[str]) -> None:
    """What was checked under a version reads as it was: its checklist does not change under it."""
    for row, payload in list(validated.rows.items()):
        code = payload["code"]
        known = reference.names.get(code, payload["name"])
        if known != payload["name"] and code not in renamed | reference.frozen:
            renamed.add(code)
            sentence = f"表号 {code} 现在是“{known}”，入库后改名；如果是另一张表，请换一个表号。"
            validated.warn(row, "name", payload["name"], "checklist_renamed", sentence)
        as_known = (payload["content"], payload["method"]) == reference.points.get((code, payload["number"]))
        if code in reference.frozen and not (as_known and payload["name"] == reference.names.get(code)):
            sentence = f"检查表 {code} 已用于送审或发布的事项，不能改动；请用新的表号，再由新的事项版本关联。"
            validated.reject(row, "code", code, "checklist_in_use", sentence)
