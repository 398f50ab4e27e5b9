"""Why something is proposed, in plain official words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from tongjian.foundation.rulebook.models import Clause
from tongjian.pure.planner.consolidating import Fact, FactKind
from tongjian.pure.statutes.paths import name_of
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.queries.plans import ready

_SHOWN = 3
_ABOUT = {
    "matters": "同一件事",
    "items": "同一事项",
    "clauses": "同一条款",
    "points": "同一检查要点",
    "industries": "同一行业（国民经济行业分类代码）",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What keys in facts are called: lines by key, items and clauses by code."""

    lines: Mapping[str, PlanLine]
    items: Mapping[str, str]
    clauses: Mapping[str, str]

    def line(self, key: str) -> str:
        line = self.lines.get(key)
        return f"{line.plan.agency.name}“{line.title}”" if line else "（项目已删除）"

    def words(self, fact: Fact) -> str:
        names = {"items": self.items, "clauses": self.clauses}.get(fact.about, {})
        told = "、".join(names.get(word, word) for word in fact.words[:_SHOWN])
        return told if len(fact.words) <= _SHOWN else f"{told}等 {len(fact.words)} 项"


def as_data(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Facts as they are stored and printed."""
    return [
        {
            "kind": str(fact.kind), "lines": list(fact.lines), "number": fact.number, "of": fact.of,
            "rate": str(fact.rate), "about": fact.about, "words": list(fact.words),
        }
        for fact in facts
    ]  # fmt: skip


def as_facts(data: Iterable[Mapping[str, Any]]) -> list[Fact]:
    return [
        Fact(
            FactKind(one["kind"]), tuple(one["lines"]), one["number"], one["of"], Fraction(one["rate"]), one["about"],
            tuple(one["words"]),
        )
        for one in data
    ]  # fmt: skip


def names_in(facts: Iterable[Fact]) -> Names:
    """Of everything that these facts name. Five queries, however many facts."""
    told = list(facts)
    keys = {UUID(key) for fact in told for key in fact.lines}
    of: dict[str, set[str]] = {"items": set(), "clauses": set()}
    for fact in told:
        about = "items" if fact.kind in (FactKind.NOT_IN_FORCE, FactKind.OFF_SITE) else fact.about
        of.get(about, set()).update(fact.words)
    lines = {str(line.pk): line for line in ready(PlanLine.objects.filter(pk__in=keys))}
    items = {item.code: item.title for item in Item.objects.filter(code__in=of["items"])}
    rows = Clause.objects.filter(code__in=of["clauses"]).select_related("statute")
    return Names(lines, items, {row.code: f"《{row.statute.title}》{name_of(row.path)}" for row in rows})


def explain(facts: Sequence[Fact], names: Names) -> list[str]:
    """One sentence for each reason, in the order of the facts."""
    said: list[str] = []
    same = [fact for fact in facts if fact.kind == FactKind.SAME_OBJECTS]
    if same:
        shares = "，".join(f"占{names.line(fact.lines[0])} {fact.of:,} 户" for fact in same)
        said.append(f"对象相同：共同对象 {same[0].number:,} 户，{shares}。")
    times = [fact for fact in facts if fact.kind == FactKind.TIMES]
    for fact in facts:
        if fact.kind == FactKind.TIMES and fact is times[0]:
            said.append(
                f"检查频次：{'，'.join(f'{names.line(one.lines[0])}{rate_words(one.rate)}' for one in times)}。"
            )
        elif fact.kind not in (FactKind.SAME_OBJECTS, FactKind.TIMES):
            said.append(_sentence(fact, names))
    return list(dict.fromkeys(said))


def _sentence(fact: Fact, names: Names) -> str:
    match fact.kind:
        case FactKind.RELATED:
            return f"内容相关：{_ABOUT[fact.about]}：{names.words(fact)}。"
        case FactKind.DAYS_APART if fact.number == 0:
            return "时间相近：两项的检查期间重叠或者相接。"
        case FactKind.DAYS_APART:
            return f"时间：两项的检查期间相隔 {fact.number} 天。"
        case FactKind.JOINS:
            line = names.lines.get(fact.lines[1])
            window = f"（{line.window_from} 至 {line.last_day}）" if line else ""
            return f"低频就高频：{names.line(fact.lines[0])}并入{names.line(fact.lines[1])}的检查期间{window}。"
        case FactKind.CHECKED_ABOVE:
            above = names.line(fact.lines[0])
            return f"上级已有计划：{above}检查同一对象的同一事项，下级 {fact.number} 个月内原则上不重复检查已检项目。"
        case FactKind.NOT_IN_FORCE:
            return f"事项已经失效：{_titles(fact, names)}。"
        case FactKind.OFF_SITE:
            return f"公布的检查方式可以不入企，计划没有写明现场检查的理由：{_titles(fact, names)}。"
        case _:
            return f"频次上限：公布的上限是{rate_words(fact.rate)}。"


def _titles(fact: Fact, names: Names) -> str:
    return "、".join(names.items.get(word, word) for word in fact.words)


def rate_words(rate: Fraction) -> str:
    """2 → 每年 2 次; 1/2 → 每 2 年 1 次."""
    return f"每年 {rate.numerator} 次" if rate.denominator == 1 else f"每 {rate.denominator} 年 {rate.numerator} 次"
