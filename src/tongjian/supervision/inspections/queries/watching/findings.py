"""Watchers over many visits: does one officer, or one place, find far more or far less than the others?

The unit is one department's part of one visit: found something, or not. Results within a visit hang together, visits
hardly do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Parameter
from tongjian.pure.disparity import Comparison, compare
from tongjian.supervision.inspections.choices import Outcome, TeamState, WatchRule
from tongjian.supervision.inspections.models import ItemResult, VisitItem, VisitTeam
from tongjian.supervision.inspections.queries.grounds import PLANNED_CAUSE
from tongjian.supervision.inspections.queries.watching._facts import Fact

_CAUTION = "差异不等于问题：对象、事项、时段不同都会造成差异。"


@dataclass(frozen=True, slots=True)
class Group:
    """Somebody's visits and how many of them found something, beside the same of all peers together."""

    who: str
    name: str
    region_id: str
    agency_id: UUID
    comparison: Comparison


def with_findings(teams: QuerySet[VisitTeam]) -> QuerySet[VisitTeam]:
    """Adds `has_findings`: the newest result of any item is 不合格."""
    newest = ItemResult.objects.filter(item=OuterRef("pk")).order_by("-at", "-pk").values("outcome")[:1]
    failed = VisitItem.objects.filter(team=OuterRef("pk")).annotate(newest=Subquery(newest))
    return teams.annotate(has_findings=Exists(failed.filter(newest=Outcome.FAIL)))


def officers_apart() -> Iterator[Fact]:
    """W15 人员发现率差异: an officer against the visits of the same department without him or her. Two queries."""
    limits = _Limits()
    if not limits.are_set:
        return
    teams = _year_of_teams(limits.since)
    whole = {agency_id: (hits, visits) for agency_id, hits, visits in _counted(teams.values_list("agency_id"))}
    own = teams.filter(officers__replaced_at=None)
    fields = ("agency_id", "officers__officer_id", "agency__region_id", "officers__officer__name")
    rows = _counted(own.exclude(officers=None).values_list(*fields))
    groups = []
    for agency_id, officer_id, region_id, name, hits, visits in rows:
        all_hits, all_visits = whole[agency_id]
        if visits >= limits.least and all_visits - visits >= limits.least:
            comparison = compare(hits, visits, all_hits - hits, all_visits - visits)
            groups.append(Group(str(officer_id), name, region_id, agency_id, comparison))
    yield from _facts(WatchRule.OFFICER_RATE, "同部门其他人员", groups, limits)


def regions_apart() -> Iterator[Fact]:
    """W16 地区发现率差异: a department against those of its kind and level elsewhere. One query."""
    limits = _Limits()
    if not limits.are_set:
        return
    fields = ("agency__kind_id", "agency__region__level", "agency_id", "agency__region_id", "agency__name")
    rows = list(_counted(_year_of_teams(limits.since).values_list(*fields)))
    whole: dict[tuple[str, str], tuple[int, int]] = {}
    for kind, level, *_, hits, visits in rows:
        before = whole.get((kind, level), (0, 0))
        whole[kind, level] = (before[0] + hits, before[1] + visits)
    groups = []
    for kind, level, agency_id, region_id, name, hits, visits in rows:
        all_hits, all_visits = whole[kind, level]
        if visits >= limits.least and all_visits - visits >= limits.least:
            comparison = compare(hits, visits, all_hits - hits, all_visits - visits)
            groups.append(Group(str(agency_id), name, region_id, agency_id, comparison))
    yield from _facts(WatchRule.REGION_RATE, "同级同类部门", groups, limits)


def _year_of_teams(begins: date) -> QuerySet[VisitTeam]:
    """Planned real visits whose results are reviewed. Visits with a cause find more by their nature."""
    teams = VisitTeam.objects.filter(
        state__in=[TeamState.REVIEWED, TeamState.PUBLISHED],
        visit__cause=PLANNED_CAUSE,
        visit__is_practice=False,
        visit__planned_on__gte=begins,
    )
    return with_findings(teams).order_by()


def _counted(rows: Any) -> Any:
    """The tuples grouped, each with how many visits found something and how many there were."""
    hits = Count("pk", filter=Q(has_findings=True), distinct=True)
    return rows.annotate(hits=hits, visits=Count("pk", distinct=True))


class _Limits:
    """How many visits are needed, how large an effect counts, how sure one must be, and from when on."""

    def __init__(self) -> None:
        self.rows = [rulebook.Limit(f"watch.rate_{name}").of() for name in ("least", "effect", "p", "months")]

    @property
    def are_set(self) -> bool:
        return all(self.rows)

    @property
    def given(self) -> tuple[Parameter, ...]:
        return tuple(row for row in self.rows if row is not None)

    @property
    def values(self) -> Sequence[str]:
        return [row.value for row in self.given]

    @property
    def least(self) -> int:
        return int(self.values[0])

    @property
    def since(self) -> date:
        today = timezone.localdate()
        year, month = divmod(today.year * 12 + today.month - 1 - int(self.values[3]), 12)
        return date(year, month + 1, 1)


def _facts(rule: WatchRule, peers: str, groups: Iterable[Group], limits: _Limits) -> Iterator[Fact]:
    """Those whose effect is large and not by chance, for as many comparisons as were made (Bonferroni)."""
    measured, today = list(groups), timezone.localdate()
    number = len(measured)
    _, effect, p_value, months = limits.values
    for group in measured:
        found = group.comparison
        if abs(found.effect) < float(effect) or found.p_value * number > float(p_value):
            continue
        word = "高于" if found.difference > 0 else "低于"
        yield Fact(
            rule=rule,
            key=f"{group.who}:{today.year}H{1 if today.month <= 6 else 2}",
            region_id=group.region_id,
            agency_ids=frozenset([group.agency_id]),
            title=f"发现率明显{word}{peers}：{_shown(rule, group)}"[:200],
            sentence=f"{found.share:.1%} 的检查发现问题，{peers}为 {found.other_share:.1%}。{_CAUTION}",
            details=(
                ("执法人员" if rule == WatchRule.OFFICER_RATE else "部门", group.name),
                (f"近 {months} 个月检查", f"{found.count} 次，发现问题 {found.hits} 次（{found.share:.1%}）"),
                (peers, f"{found.other_count} 次，发现问题 {found.other_hits} 次（{found.other_share:.1%}）"),
                ("相差（95% 置信区间）", f"{100 * found.difference:+.1f} 个百分点"
                 f"（{100 * found.low:+.1f} 至 {100 * found.high:+.1f}）"),
                ("效应量 Cohen h", f"{found.effect:+.2f}（0.2 小，0.5 中，0.8 大）"),
                ("p 值（按比较次数校正）", f"{min(1.0, found.p_value * number):.2g}，共比较 {number} 个"),
                ("提醒标准", f"双方各不少于 {limits.least} 次，效应量不小于 {effect}，p 值不大于 {p_value}"),
            ),
            limits=limits.given,
        )  # fmt: skip


def _shown(rule: WatchRule, group: Group) -> str:
    """The title goes into the ledger, where officers have no names."""
    return "1 名执法人员" if rule == WatchRule.OFFICER_RATE else group.name
