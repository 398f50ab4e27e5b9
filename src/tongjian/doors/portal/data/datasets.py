"""The tables: their rows, their columns, and when they became what they are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongjian.doors.portal.data.columns import DataColumn as Column
from tongjian.doors.portal.items.columns import COLUMNS as ITEMS
from tongjian.pure.statutes import name_of
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import CheckPoint
from tongjian.supervision.catalog.queries import CitedClause
from tongjian.supervision.key_items import queries as key_items
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.scenarios import queries as scenarios
from tongjian.supervision.scenarios.models import ScenarioVersion

AT_ONCE = 1000
"""Rows in memory at a time."""
State = tuple[date | None, tuple[object, ...]]

POINTS: tuple[Column[CheckPoint], ...] = (
    Column("checklist", "检查表号", lambda point: point.checklist.code, "与“监管事项”数据的检查表号对应"),
    Column("name", "检查表名", lambda point: point.checklist.name, "检查表的名称"),
    Column("number", "序号", lambda point: point.number, "表内的次序，整数"),
    Column("content", "检查内容", lambda point: point.content, "看什么"),
    Column("method", "怎样检查", lambda point: point.method, "操作方法与要领；没有写明的为空"),
)
MATTERS: tuple[Column[ScenarioVersion], ...] = (
    Column("code", "编号", lambda one: one.scenario.code, "本系统的编号，不变"),
    Column("name", "名称", lambda one: one.name, "一件事的名称"),
    Column("region", "区划代码", lambda one: one.scenario.region_id, "在哪里实施，6 位区划代码"),
    Column("trigger", "为什么是一件事", lambda one: one.get_trigger_display(), "触发类型"),
    Column("lead", "牵头部门", lambda one: one.lead.title, "部门类别"),
    Column("cooperating", "配合部门", lambda one: _joined(row.agency_kind.title for row in one.cooperations.all()),
           "多个用英文分号分开"),
    Column("industries", "适用行业", lambda one: _joined(one.scope.get("industries", ())),
           "国民经济行业分类代码的开头，多个用英文分号分开；空为不限"),
    Column("items", "事项编码", lambda one: _joined(row.item.code for row in scenarios.items_of(one)),
           "与“监管事项”数据的事项编码对应，多个用英文分号分开；只含公开的事项"),
    Column("frequency_text", "检查频次", lambda one: one.frequency_text, "最多几次，原文"),
    Column("version", "版本", lambda one: one.number, "第几版，整数"),
    Column("valid_from", "启用日期", lambda one: one.valid_from, "ISO 8601 日期"),
)  # fmt: skip
KEY_ITEMS: tuple[Column[KeyItemVersion], ...] = (
    Column("code", "编号", lambda one: one.key_item.code, "本系统的编号，不变"),
    Column("name", "名称", lambda one: one.name, "重点事项的名称"),
    Column("area", "重点领域", lambda one: one.area, "重点领域的代码，如 food 食品、gas 燃气"),
    Column("region", "区划代码", lambda one: one.key_item.region_id, "哪里的重点事项，6 位区划代码"),
    Column("reason", "理由", lambda one: one.reason, "为什么是重点"),
    Column("total", "得分", lambda one: str(one.total), "满分 100，一位小数"),
    Column("threshold", "门槛", lambda one: str(one.threshold), "达到多少分列入；未达到的另有理由"),
    Column("departments", "各级部门", lambda one: _joined(f"{row.level}:{row.agency_kind_id}:{row.role}"
                                                     for row in one.responsibilities.all()),
           "层级:部门代码:角色，多个用英文分号分开；lead 为牵头，cooperate 为配合"),
    Column("items", "事项编码", lambda one: _joined(item.code for item in key_items.items_of(one)),
           "与“监管事项”数据的事项编码对应，多个用英文分号分开；只含公开的事项"),
    Column("version", "版本", lambda one: one.number, "第几版，整数"),
    Column("valid_from", "公布日期", lambda one: one.valid_from, "ISO 8601 日期"),
)  # fmt: skip
CLAUSES: tuple[Column[CitedClause], ...] = (
    Column("item", "事项编码", lambda one: one.version.item.code if one.version else "",
           "引用条款的事项，与“监管事项”数据对应；由检查要点引用的为空"),
    Column("item_version", "事项版本", lambda one: one.version.number if one.version else None, "第几版，整数"),
    Column("checklist", "检查表号", lambda one: one.point.checklist.code if one.point else "",
           "引用条款的检查要点所在的表；由事项引用的为空"),
    Column("point", "要点序号", lambda one: one.point.number if one.point else None, "表内的次序，整数"),
    Column("statute", "法规编号", lambda one: _clause(one).statute.code, "法规的一个文本，不变"),
    Column("title", "法规名称", lambda one: _clause(one).statute.title, "全称"),
    Column("clause", "条款编号", lambda one: _clause(one).code,
           "法规编号和条、款、项：XFF-2021:16.1.2 为第十六条第一款第二项"),
    Column("article", "条款", lambda one: name_of(_clause(one).path), "第几条第几款第几项"),
    Column("quote", "引用原文", lambda one: one.citation.quote, "依据里怎样写的"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """`rows` reads anew each time and keeps no more than a piece in memory."""

    name: str
    title: str
    about: str
    columns: Sequence[Column[Any]]
    rows: Callable[[], Iterable[Any]]
    state: Callable[[], State]


def _catalog_state() -> State:
    state = catalog.public_state()
    return state.changed, state.marks


def _scenario_state() -> State:
    """Which items are public shows in the scenarios too."""
    changed, marks = scenarios.public_scenario_state()
    return changed, (*marks, _catalog_state()[1])


def _key_item_state() -> State:
    """Which items and scenarios are public shows in the key items too."""
    changed, marks = key_items.public_key_item_state()
    return changed, (*marks, _scenario_state()[1])


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            name="items",
            title="监管事项",
            about="今天有效的监管事项，每个事项一行。",
            columns=ITEMS,
            rows=lambda: catalog.public_versions().iterator(chunk_size=AT_ONCE),
            state=_catalog_state,
        ),
        Dataset(
            name="checklists",
            title="检查表",
            about="上述事项的检查表，每个检查要点一行。",
            columns=POINTS,
            rows=lambda: catalog.public_points().iterator(chunk_size=AT_ONCE),
            state=_catalog_state,
        ),
        Dataset(
            name="scenarios",
            title="一件事",
            about="今天有效的跨部门综合监管“一件事”，每件一行。",
            columns=MATTERS,
            rows=lambda: scenarios.public_scenarios().iterator(chunk_size=AT_ONCE),
            state=_scenario_state,
        ),
        Dataset(
            name="key-items",
            title="重点事项",
            about="今天有效的跨部门综合监管重点事项，每项一行。",
            columns=KEY_ITEMS,
            rows=lambda: key_items.public_key_items().iterator(chunk_size=AT_ONCE),
            state=_key_item_state,
        ),
        Dataset(
            name="clauses",
            title="引用的条款",
            about="上述事项和检查要点引用的法律条款，每引用一条一行；认不出条款的引用不在其中。",
            columns=CLAUSES,
            rows=catalog.public_citations,
            state=_catalog_state,
        ),
    )
}


def _joined(words: Iterable[str]) -> str:
    return ";".join(words)


def _clause(one: CitedClause) -> Any:
    return one.citation.clause
