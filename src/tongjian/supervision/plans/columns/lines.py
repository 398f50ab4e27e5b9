"""Rows of a file of a plan: what is checked, over whom, how many of them, when."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tongjian.foundation.exchange.reading import FindingDraft, Table, propose_mapping, reject
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.pure.amounts import (
    NotUnderstoodError,
    Wanted,
    parse,
    window_of,
    words_of_amount,
    words_of_frequency,
)
from tongjian.supervision.plans.choices import Way

T = TypeVar("T")
PLAN_LABELS: Mapping[str, str] = {
    "title": "任务或领域",
    "items": "抽查事项",
    "objects": "抽查对象",
    "amount": "抽查比例及频次",
    "credit": "信用风险分类要求",
    "window": "起止时间",
    "initiator": "发起部门",
    "cooperating": "配合部门",
    "level": "层级或模式",
}
_SYNONYMS: Mapping[str, Sequence[str]] = {
    "title": ("任务或领域", "抽查任务名称", "检查任务", "计划名称", "抽查领域"),
    "items": ("抽查事项", "检查事项", "抽查内容", "检查内容"),
    "objects": ("抽查对象", "检查对象", "抽查对象范围"),
    "amount": ("抽查比例及频次", "抽查比例", "检查比例", "比例及频次"),
    "credit": ("信用风险分类要求", "信用风险分类", "信用等级要求"),
    "window": ("起止时间", "抽查时间", "检查时间", "实施时间"),
    "initiator": ("发起部门", "牵头部门", "检查部门", "责任部门"),
    "cooperating": ("配合部门", "参与部门", "协同部门"),
    "level": ("层级或模式", "层级", "检查方式", "抽查方式"),
}
"""Field → the words that published plans have for it."""
_LONGEST = {"title": 200, "objects": 300, "credit": 300, "level": 60}
_OFF_SITE = re.compile(r"非现场|书面|网络|远程")
_ON_SITE = re.compile(r"实地|(?<!非)现场")


def propose_plan_columns(header: Sequence[str]) -> dict[str, str]:
    return propose_mapping(header, _SYNONYMS)


def check_plan_mapping(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """Raises RuleViolated where a column is not there, or that of the task or of the ratio is not chosen."""
    chosen = {name: head for name, head in mapping.items() if name in PLAN_LABELS and head}
    if strange := [head for head in chosen.values() if head not in header]:
        raise RuleViolated("columns_unknown", f"文件里没有这些列：{'、'.join(strange)}。")
    if absent := [PLAN_LABELS[name] for name in ("title", "amount") if name not in chosen]:
        raise RuleViolated("columns_unknown", f"文件里找不到这些列：{'、'.join(absent)}。")
    return chosen


@dataclass(slots=True)
class ValidatedLines:
    """Accepted rows by number with the fields of a plan line (`amount`, `frequency` in words of `pure.amounts`, dates
    in ISO, `cooperating` ids of agencies), and findings."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    findings: list[FindingDraft] = field(default_factory=list)


def validate_lines(
    table: Table, mapping: Mapping[str, str], departments: Mapping[str, str], year: int
) -> ValidatedLines:
    """`departments`: the id of each department of the place by its `plain` name. Everything that is wrong in a row is
    said, each with the column."""
    validated = ValidatedLines()
    for cells in table.select(mapping, PLAN_LABELS).iter_rows(named=True):
        row = _Row(cells, mapping, year, is_overlong=cells["row"] in table.overlong)
        payload = row.read(departments)
        if payload is None:
            validated.findings.extend(row.wrong)
        else:
            validated.rows[row.number] = payload
    return validated


class _Row:
    def __init__(self, cells: Mapping[str, Any], mapping: Mapping[str, str], year: int, *, is_overlong: bool) -> None:
        self.number = int(cells["row"])
        self.wrong: list[FindingDraft] = []
        self._texts = {name: (cells[name] or "").strip() for name in PLAN_LABELS}
        self._mapping, self._year = mapping, year
        if is_overlong:
            self._refuse("title", "too_many_cells", "这一行的格子比表头多，各列可能错位；请检查引号和分隔符。")

    def read(self, departments: Mapping[str, str]) -> dict[str, Any] | None:
        texts = self._texts
        wanted = self._try("amount", _wanted)
        window = self._try("window", lambda text: window_of(text, self._year))
        self._try("title", _filled)
        for name, longest in _LONGEST.items():
            if len(texts[name]) > longest:
                self._refuse(name, "too_long", f"最多 {longest} 个字，这里有 {len(texts[name])} 个。")
        if self.wrong or wanted is None or wanted.amount is None or window is None:
            return None
        names = re.split(r"[、，,;；]", texts["cooperating"])
        found = {departments[plain(name)] for name in names if plain(name) in departments}
        is_off_site = bool(_OFF_SITE.search(texts["level"])) and not _ON_SITE.search(texts["level"])
        return {
            "title": texts["title"],
            "item_words": texts["items"],
            "object_words": texts["objects"],
            "amount": words_of_amount(wanted.amount),
            "frequency": words_of_frequency(wanted.frequency) if wanted.frequency else "",
            "said": texts["amount"],
            "credit_words": texts["credit"],
            "window_from": window[0].isoformat(),
            "window_until": window[1].isoformat(),
            "department_words": "；".join(filter(None, (texts["initiator"], texts["cooperating"])))[:300],
            "level_words": texts["level"],
            "way": str(Way.OFF_SITE if is_off_site else Way.ON_SITE),
            "cooperating": sorted(found),
        }

    def _try(self, name: str, understand: Callable[[str], T]) -> T | None:
        try:
            return understand(self._texts[name])
        except NotUnderstoodError as refusal:
            self._refuse(name, "not_understood", str(refusal))
            return None

    def _refuse(self, name: str, rule: str, sentence: str) -> None:
        head = self._mapping.get(name, PLAN_LABELS[name])
        self.wrong.append(reject(self.number, head, self._texts[name], rule, sentence))


def _wanted(text: str) -> Wanted:
    wanted = parse(text)
    if wanted.amount is None:
        raise NotUnderstoodError("", "没有写抽查比例或者户数，例：≥10%、不少于20户、全覆盖、按风险、按实际。")
    return wanted


def _filled(text: str) -> str:
    if not text:
        raise NotUnderstoodError("", "没有填写。")
    return text


def plain(name: str) -> str:
    """市市场监管局, (市场监督)管理局, 市场监管部门 → what is left of the name of a department."""
    bare = re.sub(r"[()\s]", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"(?:管理)?(?:部门|局|委员会|委|厅)$", "", re.sub(r"^(?:市|省|县|区)(?=.{3})", "", bare))
