"""Rows of an item list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongjian.foundation.exchange.reading import FindingDraft, Table, reject, warn
from tongjian.pure.codes import is_national_item_code
from tongjian.supervision.catalog.columns.departments import Departments
from tongjian.supervision.catalog.columns.fields import ITEM_FIELDS, LABELS, TEXTS

MAX_NAME, MAX_LINE = 200, 300
_LIMITS = {"object_kind": 200, "subject": 200, "ratio_text": 300, "frequency_text": 300, "method": 200,
           "officer_requirement": 200}  # fmt: skip
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Validated:
    """Accepted rows (row number, payload) and what is said about the others."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    findings: list[FindingDraft] = field(default_factory=list)


def validate_items(
    table: Table, mapping: Mapping[str, str], departments: Departments, national_code_refusal: str
) -> Validated:
    """The payload has `kind`, `name`, `sub_name`, `national_code` and the texts of the version, none of them null."""
    result = Validated()
    seen: dict[Key, tuple[int, Mapping[str, str]]] = {}
    for values in table.select(mapping, ITEM_FIELDS).iter_rows(named=True):
        row = int(values.pop("row"))
        payload = {name: " ".join((text or "").split()) for name, text in values.items()}
        payload["legal_basis"] = (values["legal_basis"] or "").strip()
        faults = _faults(row, payload, mapping, departments, national_code_refusal)
        payload["kind"] = departments.find(payload.pop("department")) or ""
        faults = faults or _duplicate(row, payload, mapping, seen)
        result.findings.extend(faults)
        if not any(fault.severity == "reject" for fault in faults):
            result.rows.append((row, payload))
            result.findings.extend(_remarks(row, payload, mapping))
    return result


def _faults(
    row: int, payload: Mapping[str, str], mapping: Mapping[str, str], departments: Departments, code_refusal: str
) -> list[FindingDraft]:
    def fault(name: str, rule: str, sentence: str) -> FindingDraft:
        return reject(row, mapping.get(name, LABELS[name]), payload[name][:MAX_NAME], rule, sentence)

    faults = []
    if not payload["department"]:
        faults.append(fault("department", "department_missing", "没有写明部门。"))
    elif departments.find(payload["department"]) is None:
        sentence = f"不认识这个部门。请写部门类别，如：{'、'.join(departments.titles[:6])}……"
        faults.append(fault("department", "department_unknown", sentence))
    if not payload["name"]:
        faults.append(fault("name", "name_missing", "没有事项名称。"))
    if payload["national_code"] and not is_national_item_code(payload["national_code"]):
        faults.append(fault("national_code", "V18", code_refusal))
    faults.extend(
        fault(name, "too_long", f"超过 {limit} 个字。")
        for name, limit in {"name": MAX_NAME, "sub_name": MAX_NAME, **_LIMITS}.items()
        if len(payload[name]) > limit
    )
    return faults


def _duplicate(
    row: int, payload: Mapping[str, str], mapping: Mapping[str, str], seen: dict[Key, tuple[int, Mapping[str, str]]]
) -> list[FindingDraft]:
    key = key_of(payload)
    first, earlier = seen.setdefault(key, (row, payload))
    if first == row:
        return []
    same = all(earlier[name] == payload[name] for name in TEXTS)
    sentence = f"与第 {first} 行是同一个事项" + (
        "，内容相同，不重复导入。" if same else "，内容不同，请合并后再导入。"
    )
    return [reject(row, mapping.get("name", LABELS["name"]), payload["name"], "duplicate_in_file", sentence)]


def key_of(payload: Mapping[str, str]) -> Key:
    """What makes two rows the same item: the national code, else department, item and sub-item."""
    if payload["national_code"]:
        return payload["national_code"], "", ""
    return payload["kind"], payload["name"], payload["sub_name"]


def _remarks(row: int, payload: Mapping[str, str], mapping: Mapping[str, str]) -> list[FindingDraft]:
    if payload["legal_basis"]:
        return []
    column = mapping.get("legal_basis", LABELS["legal_basis"])
    return [warn(row, column, "", "legal_basis_missing", "没有检查依据：可以入库为草稿，补充依据后才能提交审核。")]
