"""Watchers over single visits: too soon again, again after a superior, to be joined, needless, and always clean."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, RowRange, Subquery, Sum, Value, When
from django.db.models.expressions import Window
from django.db.models.functions import Lag
from django.utils import timezone

from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.choices import COUNTED, TeamState, VisitState, WatchRule
from tongjian.supervision.inspections.models import Visit, VisitItem, VisitTeam
from tongjian.supervision.inspections.queries.grounds import PLANNED_CAUSE
from tongjian.supervision.inspections.queries.watching._facts import (
    AHEAD,
    LOOKBACK,
    TOOK_PLACE,
    DaysBetween,
    Fact,
    agencies_of,
    since,
)
from tongjian.supervision.inspections.queries.watching.findings import with_findings

REVIEWED = (TeamState.REVIEWED, TeamState.PUBLISHED)


def repeated_visits() -> Iterator[Fact]:
    """W01 短期内多次检查: so many planned visits of one enterprise within the window, whoever made them. Visits with a
    cause of their own do not count. Two queries and the rulebook's."""
    window, times = rulebook.Limit("T09a"), rulebook.Limit("T09b")
    number = times.of()
    if number is None or not window.rows:
        return
    rows = _planned_visits().filter(state__in=COUNTED, planned_on__gte=since() - timedelta(days=window.largest))
    step: dict[str, Any] = {"partition_by": [F("entity_id"), F("is_practice")], "order_by": [F("planned_on"), F("pk")]}
    rows = rows.annotate(
        earlier_on=Window(Lag("planned_on", int(number.value) - 1), **step),
        earlier_number=Window(Lag("number", int(number.value) - 1), **step),
        earlier_id=Window(Lag("pk", int(number.value) - 1), **step),
    ).annotate(gap=DaysBetween(F("planned_on"), F("earlier_on")))
    found = list(rows.filter(gap__lte=window.largest).select_related("entity"))
    agencies = agencies_of(pk for row in found for pk in (row.pk, row.earlier_id))
    for row in found:
        limit, gap = window.of(row.region_id), row.gap
        if limit is None or gap > int(limit.value) or row.planned_on is None or row.planned_on < since():
            continue
        yield Fact(
            rule=WatchRule.REPEATED,
            key=str(row.pk),
            region_id=row.region_id,
            agency_ids=agencies[row.pk] | agencies[row.earlier_id],
            title=f"{limit.value} 天内检查 {number.value} 次：{row.entity.name}",
            sentence=f"{row.earlier_on} 和 {row.planned_on} 的两次检查相隔 {gap} 天。",
            details=(
                ("本次检查", f"{row.number}，{row.planned_on}"),
                ("之前的检查", f"{row.earlier_number}，{row.earlier_on}"),
                ("相隔天数", str(gap)),
                ("提醒标准", f"{limit.value} 天内达到 {number.value} 次（有因检查不计）"),
            ),
            limits=(limit, number),
            entity_id=row.entity_id,
            visit_id=row.pk,
            is_practice=row.is_practice,
        )


def checked_again_below() -> Iterator[Fact]:
    """W02 上级已查又查: a department checks an item at an enterprise where one of its line, further up, checked the
    same item within T04. Planned visits only: 涉嫌违法或者明显隐患 are causes of their own. One query."""
    window = rulebook.Limit("T04")
    if not window.rows:
        return
    reach = timedelta(days=31 * window.largest)
    earlier = VisitItem.objects.filter(
        item_version__item=OuterRef("item_version__item"),
        team__visit__entity=OuterRef("team__visit__entity"),
        team__visit__is_practice=OuterRef("team__visit__is_practice"),
        team__visit__state__in=TOOK_PLACE,
        team__visit__planned_on__lt=OuterRef("team__visit__planned_on"),
        team__visit__planned_on__gte=since() - reach,
        team__agency__kind=OuterRef("team__agency__kind"),
    )
    earlier = earlier.annotate(height=_height()).filter(height__lt=OuterRef("height"))
    newest = earlier.order_by("-team__visit__planned_on", "-pk")
    rows = VisitItem.objects.filter(
        team__visit__planned_on__gte=since(),
        team__visit__cause=PLANNED_CAUSE,
        team__visit__state__in=(*AHEAD, *COUNTED),
    ).annotate(height=_height())
    rows = rows.annotate(
        earlier_on=Subquery(newest.values("team__visit__planned_on")[:1]),
        superior=Subquery(newest.values("team__agency__name")[:1]),
        earlier_number=Subquery(newest.values("team__visit__number")[:1]),
    ).filter(earlier_on__isnull=False)
    related = ("team__visit__entity", "team__agency", "item_version__item")
    for row in rows.select_related(*related).order_by("pk"):
        visit, limit = row.team.visit, window.of(row.team.visit.region_id, row.team.agency.code)
        assert visit.planned_on is not None  # the query asked
        if limit is None or visit.planned_on >= _months_later(row.earlier_on, int(limit.value)):
            continue
        item = row.item_version.item
        yield Fact(
            rule=WatchRule.LEVELS,
            key=str(row.pk),
            region_id=visit.region_id,
            agency_ids=frozenset([row.team.agency_id]),
            title=f"上级 {limit.value} 个月内已查同一事项：{visit.entity.name}",
            sentence=f"{row.superior} {row.earlier_on} 已检查“{item.title}”，{visit.planned_on} 又查。",
            details=(
                ("事项", f"{item.code} {item.title}"),
                ("上级的检查", f"{row.superior}，{row.earlier_number}，{row.earlier_on}"),
                ("本次检查", f"{visit.number}，{visit.planned_on}"),
                ("提醒标准", f"上级检查后 {limit.value} 个月内原则上不重复检查已检项目"),
            ),
            limits=(limit,),
            entity_id=visit.entity_id,
            visit_id=visit.pk,
            is_practice=visit.is_practice,
        )


def to_be_joined() -> Iterator[Fact]:
    """W08 可以合并检查: two planned visits of one enterprise still ahead, their windows no further apart than
    `watch.merge_within`. Two queries."""
    limits = rulebook.Limit("watch.merge_within")
    if not limits.rows:
        return
    step: dict[str, Any] = {
        "partition_by": [F("entity_id"), F("is_practice")],
        "order_by": [F("window_from"), F("pk")],
    }
    rows = _planned_visits().filter(state__in=AHEAD, window_until__gt=timezone.localdate())
    rows = rows.annotate(
        earlier_until=Window(Lag("window_until"), **step),
        earlier_number=Window(Lag("number"), **step),
        earlier_id=Window(Lag("pk"), **step),
    ).annotate(gap=DaysBetween(F("window_from"), F("earlier_until")))
    found = list(rows.filter(gap__lte=limits.largest).select_related("entity"))
    agencies = agencies_of(pk for row in found for pk in (row.pk, row.earlier_id))
    for row in found:
        limit, other = limits.of(row.region_id), row.earlier_id
        if limit is None or row.gap > int(limit.value):
            continue
        yield Fact(
            rule=WatchRule.MERGEABLE,
            key=f"{other}:{row.pk}",
            region_id=row.region_id,
            agency_ids=agencies[row.pk] | agencies[other],
            title=f"建议合并检查：{row.entity.name}",
            sentence="近期另有检查计划，能合并的应当合并为一次进门。",
            details=(
                ("本次检查", f"{row.number}，{row.window_from} 至 {row.window_until}（不含）"),
                ("另一次检查", f"{row.earlier_number}，至 {row.earlier_until}（不含）"),
                ("提醒标准", f"两次检查期间相隔不超过 {limit.value} 天"),
            ),
            limits=(limit,),
            entity_id=row.entity_id,
            visit_id=row.pk,
            is_practice=row.is_practice,
        )


def without_need_to_enter() -> Iterator[Fact]:
    """W09 可以不入企检查: every item of a department's part may, by its published method, be checked without entering
    (`watch.offsite_methods`), and yet a visit is planned. One query."""
    words = rulebook.Limit("watch.offsite_methods").of()
    if words is None:
        return
    anywhere = Q()
    for word in words.value.split(";"):
        anywhere |= Q(items__item_version__method__contains=word)
    teams = VisitTeam.objects.filter(
        visit__state__in=AHEAD, visit__cause=PLANNED_CAUSE, visit__window_until__gt=timezone.localdate()
    )
    teams = teams.annotate(
        total=Count("items", distinct=True), offsite=Count("items", filter=anywhere, distinct=True)
    ).filter(total__gt=0, offsite=F("total"))
    for team in teams.select_related("visit__entity", "agency").order_by("pk"):
        visit = team.visit
        yield Fact(
            rule=WatchRule.OFFSITE,
            key=str(team.pk),
            region_id=visit.region_id,
            agency_ids=frozenset([team.agency_id]),
            title=f"可以不入企检查：{visit.entity.name}",
            sentence=f"{team.agency.name}的全部 {team.total} 个事项都可以用非现场方式检查。",
            details=(
                ("检查", visit.number),
                ("部门", team.agency.name),
                ("事项数", str(team.total)),
                ("提醒标准", f"事项的检查方式含：{words.value.replace(';', '、')}"),
            ),
            limits=(words,),
            entity_id=visit.entity_id,
            visit_id=visit.pk,
            is_practice=visit.is_practice,
        )


def clean_in_a_row() -> Iterator[Fact]:
    """W14 连续未发现问题: so many planned visits of one department to one enterprise in a row found nothing; why does
    it keep coming, or why does it find nothing? One query."""
    limit = rulebook.Limit("watch.clean_streak").of()
    if limit is None:
        return
    length = int(limit.value)
    step: dict[str, Any] = {
        "partition_by": [F("agency_id"), F("visit__entity_id"), F("visit__is_practice")],
        "order_by": [F("visit__planned_on"), F("pk")],
        "frame": RowRange(start=1 - length, end=0),
    }
    teams = with_findings(VisitTeam.objects.filter(state__in=REVIEWED, visit__cause=PLANNED_CAUSE))
    teams = teams.annotate(found=_as_number()).annotate(
        findings=Window(Sum("found"), **step), seen=Window(Count("pk"), **step)
    )
    teams = teams.filter(findings=0, seen=length).select_related("visit__entity", "agency")
    for team in teams:
        visit = team.visit
        if visit.planned_on is None or visit.planned_on < since() - LOOKBACK:
            continue
        yield Fact(
            rule=WatchRule.CLEAN,
            key=str(team.pk),
            region_id=visit.region_id,
            agency_ids=frozenset([team.agency_id]),
            title=f"连续 {length} 次检查未发现问题：{visit.entity.name}",
            sentence=f"{team.agency.name}对该企业连续 {length} 次计划内检查都没有发现问题，请说明频次。",
            details=(
                ("最近一次", f"{visit.number}，{visit.planned_on}"),
                ("部门", team.agency.name),
                ("提醒标准", f"同一部门对同一企业连续 {length} 次计划内检查未发现问题"),
            ),
            limits=(limit,),
            entity_id=visit.entity_id,
            visit_id=visit.pk,
            is_practice=visit.is_practice,
        )


def _planned_visits() -> QuerySet[Visit]:
    return Visit.objects.filter(cause=PLANNED_CAUSE).exclude(state=VisitState.CANCELLED).order_by()


def _height() -> Case:
    """0 for the province: the smaller, the higher up."""
    levels = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)
    whens = [When(team__agency__region__level=level, then=Value(rank)) for rank, level in enumerate(levels)]
    return Case(*whens, default=Value(len(levels)), output_field=IntegerField())


def _as_number() -> Case:
    return Case(When(has_findings=True, then=Value(1)), default=Value(0), output_field=IntegerField())


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
