"""A plan from a file: which lines its rows are, and what has to be said better. Nothing is stored here."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from tongjian.foundation.exchange.reading import Table, propose_mapping
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.pure.amounts import NotUnderstoodError, Wanted, parse, window_of
from tongjian.supervision.plans.choices import Way

T = TypeVar("T")
COLUMNS: Mapping[str, tuple[str, str]] = {
    "title": ("任务或领域", "抽查任务名称;检查任务;计划名称;抽查领域"),
    "items": ("抽查事项", "检查事项;抽查内容;检查内容"),
    "objects": ("抽查对象", "检查对象;抽查对象范围"),
    "amount": ("抽查比例及频次", "抽查比例;检查比例;比例及频次"),
    "credit": ("信用风险分类要求", "信用风险分类;信用等级要求"),
    "window": ("起止时间", "抽查时间;检查时间;实施时间"),
    "initiator": ("发起部门", "牵头部门;检查部门;责任部门"),
    "cooperating": ("配合部门", "参与部门;协同部门"),
    "level": ("层级或模式", "层级;检查方式;抽查方式"),
}
"""Field → head of the column and other words for it, of published plans."""
_LONGEST = {"title": 200, "objects": 300, "credit": 300, "level": 60}
_OFF_SITE = re.compile(r"非现场|书面|网络|远程")
_ON_SITE = re.compile(r"实地|(?<!非)现场")


@dataclass(frozen=True, slots=True)
class Returned:
    """A row (as a spreadsheet counts) that goes back: which column, and a sentence of what would be understood."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReadLine:
    row: int
    title: str
    item_words: str
    object_words: str
    wanted: Wanted
    said: str
    credit_words: str
    window_from: date
    window_until: date
    department_words: str
    level_words: str
    way: Way
    cooperating: tuple[Agency, ...]

    @property
    def last_day(self) -> date:
        return self.window_until - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReadPlan:
    rows: int
    lines: tuple[ReadLine, ...]
    returned: tuple[Returned, ...]


def read_plan(table: Table, *, agency: Agency, year: int) -> ReadPlan:
    """Raises RuleViolated when the file has no column for the task or for the ratio."""
    words = {field: (head, *others.split(";")) for field, (head, others) in COLUMNS.items()}
    mapping = propose_mapping(table.header, words)
    if absent := [COLUMNS[field][0] for field in ("title", "amount") if field not in mapping]:
        raise RuleViolated("column_absent", f"文件里没有“{'、'.join(absent)}”这一列。")
    departments = _departments_here(agency)
    lines: list[ReadLine] = []
    returned: list[Returned] = []
    frame = table.select(mapping, COLUMNS)
    for cells in frame.iter_rows(named=True):
        found = _Row(cells, year).read(departments)
        if isinstance(found, ReadLine):
            lines.append(found)
        else:
            returned.extend(found)
    return ReadPlan(len(frame), tuple(lines), tuple(returned))


class _Row:
    def __init__(self, cells: Mapping[str, object], year: int) -> None:
        self.number = int(str(cells["row"]))
        self._texts = {field: str(cells[field] or "").strip() for field in COLUMNS}
        self._year = year
        self._wrong: list[Returned] = []

    def read(self, departments: Mapping[str, Agency]) -> "ReadLine | list[Returned]":
        texts = self._texts
        wanted = self._try("amount", _wanted)
        window = self._try("window", lambda text: window_of(text, self._year))
        self._try("title", _filled)
        for field, longest in _LONGEST.items():
            if len(texts[field]) > longest:
                self._refuse(field, f"最多 {longest} 个字，这里有 {len(texts[field])} 个。")
        if self._wrong or wanted is None or window is None:
            return self._wrong
        names = re.split(r"[、，,;；]", texts["cooperating"])
        found = {one.pk: one for name in names if (one := departments.get(_plain(name))) is not None}
        is_off_site = bool(_OFF_SITE.search(texts["level"])) and not _ON_SITE.search(texts["level"])
        return ReadLine(
            row=self.number,
            title=texts["title"],
            item_words=texts["items"],
            object_words=texts["objects"],
            wanted=wanted,
            said=texts["amount"],
            credit_words=texts["credit"],
            window_from=window[0],
            window_until=window[1],
            department_words="；".join(filter(None, (texts["initiator"], texts["cooperating"])))[:300],
            level_words=texts["level"],
            way=Way.OFF_SITE if is_off_site else Way.ON_SITE,
            cooperating=tuple(found.values()),
        )

    def _try(self, field: str, understand: Callable[[str], T]) -> T | None:
        try:
            return understand(self._texts[field])
        except NotUnderstoodError as refusal:
            self._refuse(field, str(refusal))
            return None

    def _refuse(self, field: str, sentence: str) -> None:
        self._wrong.append(Returned(self.number, COLUMNS[field][0], sentence))


def _wanted(text: str) -> Wanted:
    wanted = parse(text)
    if wanted.amount is None:
        raise NotUnderstoodError("", "没有写抽查比例或者户数，例：≥10%、不少于20户、全覆盖、按风险、按实际。")
    return wanted


def _filled(text: str) -> str:
    if not text:
        raise NotUnderstoodError("", "没有填写。")
    return text


def _departments_here(agency: Agency) -> dict[str, Agency]:
    here = Agency.objects.filter(region=agency.region_id, valid_until=None).exclude(pk=agency.pk)
    return {
        _plain(name): one
        for one in here.select_related("kind").order_by("-code")
        for name in (one.kind.short_name, one.kind.title, one.name)
        if name
    }


def _plain(name: str) -> str:
    """市市场监管局, (市场监督)管理局, 市场监管部门 → what is left of the name of a department."""
    bare = re.sub(r"[()\s]", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"(?:管理)?(?:部门|局|委员会|委|厅)$", "", re.sub(r"^(?:市|省|县|区)(?=.{3})", "", bare))
