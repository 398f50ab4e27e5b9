"""Rows of checklists: one check point each."""

from collections.abc import Mapping

from tongjian.foundation.exchange.reading import FindingDraft, Table, reject
from tongjian.supervision.catalog.columns.fields import CHECKLIST_FIELDS, LABELS
from tongjian.supervision.catalog.columns.items import Validated

MAX_CODE, MAX_NAME = 40, 200


def validate_checklists(table: Table, mapping: Mapping[str, str]) -> Validated:
    """The payload has `code`, `name`, `number` (whole), `content`, `method`. The first row of a table names it."""
    result = Validated()
    names: dict[str, str] = {}
    numbers: dict[tuple[str, int], int] = {}
    for values in table.select(mapping, CHECKLIST_FIELDS).iter_rows(named=True):
        row = int(values.pop("row"))
        payload = {name: " ".join((text or "").split()) for name, text in values.items()}
        payload["number"] = payload["number"].removesuffix(".0")
        fault = _fault(row, payload, mapping)
        if fault is None:
            place = (payload["code"], int(payload["number"]))
            first = numbers.setdefault(place, row)
            if first != row:
                sentence = f"检查表 {place[0]} 的序号 {place[1]} 已在第 {first} 行用过。"
                fault = reject(row, mapping["number"], payload["number"], "duplicate_in_file", sentence)
        if fault is not None:
            result.findings.append(fault)
            continue
        name = names.setdefault(payload["code"], payload["name"] or payload["code"])
        result.rows.append((row, {**payload, "name": name, "number": int(payload["number"])}))
    return result


def _fault(row: int, payload: Mapping[str, str], mapping: Mapping[str, str]) -> FindingDraft | None:
    def fault(name: str, rule: str, sentence: str) -> FindingDraft:
        return reject(row, mapping.get(name, LABELS[name]), payload[name][:MAX_NAME], rule, sentence)

    if not payload["code"] or len(payload["code"]) > MAX_CODE:
        return fault("code", "code_missing", f"表号不能为空，也不能超过 {MAX_CODE} 个字。")
    number = payload["number"]
    if not number.isascii() or not number.isdigit() or not 0 < int(number) < 10_000:
        return fault("number", "number_wrong", "序号应当是 1 至 9999 的整数。")
    if not payload["content"]:
        return fault("content", "content_missing", "没有检查内容。")
    if len(payload["name"]) > MAX_NAME:
        return fault("name", "too_long", f"表名超过 {MAX_NAME} 个字。")
    return None
