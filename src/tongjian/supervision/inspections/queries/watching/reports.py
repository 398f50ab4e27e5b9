"""Watchers over what was found before: entries without a code, and places where repeated visits are many."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import F
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber, Substr
from django.utils import timezone

from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.choices import ReportConclusion, WatchRule
from tongjian.supervision.inspections.models import EntryReport, WatchNotice
from tongjian.supervision.inspections.queries.coordinators import coordinators_of
from tongjian.supervision.inspections.queries.watching._facts import Fact, since


def entered_without_code() -> Iterator[Fact]:
    """W03 未亮码检查: entries without a code and without a reason, as concluded from reports, once a department has so
    many; every further one again. One query."""
    limit = rulebook.Limit("watch.uncoded").of()
    if limit is None:
        return
    number = Window(RowNumber(), partition_by=[F("accused_id")], order_by=[F("concluded_at"), F("pk")])
    reports = EntryReport.objects.filter(conclusion=ReportConclusion.UNCODED).annotate(nth=number)
    reports = reports.filter(nth__gte=int(limit.value)).select_related("accused")
    begin = timezone.make_aware(datetime.combine(since(), time()))
    for report in reports:
        if report.accused is None or report.concluded_at is None or report.concluded_at < begin:
            continue
        yield Fact(
            rule=WatchRule.UNCODED,
            key=str(report.pk),
            region_id=report.accused.region_id,
            agency_ids=frozenset([report.accused.pk]),
            title=f"无理由未亮码检查累计 {report.nth} 次：{report.accused.name}",
            sentence="经核查，检查人员入企没有出示检查码，也没有正当理由。",
            details=(
                ("反映编号", report.number),
                ("入企日期", f"{report.entered_on}"),
                ("累计次数", f"{report.nth}"),
                ("提醒标准", f"累计达到 {limit.value} 次，此后每次都提醒"),
            ),
            limits=(limit,),
        )


def frequent_here() -> Iterator[Fact]:
    """W17 辖区内频繁检查: so many cases of W01 in a county within a calendar year, and every further one: asked is its
    coordinator. Two queries."""
    limit = rulebook.Limit("alert.frequent_in_region").of()
    if limit is None:
        return
    place = Substr("region_id", 1, 6)
    number = Window(RowNumber(), partition_by=[place], order_by=[F("opened_at"), F("pk")])
    cases = WatchNotice.objects.filter(
        rule=WatchRule.REPEATED, is_practice=False, opened_at__year=timezone.localdate().year
    )
    found = list(cases.annotate(place=place, nth=number).filter(nth__gte=int(limit.value)).select_related("region"))
    coordinators = coordinators_of({case.place for case in found})
    for case in found:
        if (owner := coordinators.get(case.place)) is None:
            continue
        yield Fact(
            rule=WatchRule.FREQUENT_HERE,
            key=str(case.pk),
            region_id=case.region_id,
            agency_ids=frozenset([owner.pk]),
            title=f"辖区内频繁检查情形累计 {case.nth} 次：{case.region.name}",
            sentence="同一企业短期内多次被检查的情形在本辖区反复出现，请核查计划统筹情况。",
            details=(
                ("最近一次", case.title),
                ("本年累计", f"{case.nth}"),
                ("提醒标准", f"一个县（市、区）一年内达到 {limit.value} 次，此后每次都提醒"),
            ),
            limits=(limit,),
            entity_id=case.entity_id,
        )
