"""The watcher over entries without a code."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import F
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from tongjian.supervision.inspections.choices import ReportConclusion, WatchRule
from tongjian.supervision.inspections.models import EntryReport
from tongjian.supervision.inspections.queries.watching._facts import Fact, Limit, since


def entered_without_code() -> Iterator[Fact]:
    """W03 未亮码检查: entries without a code and without a reason, as concluded from reports, once a department has so
    many; every further one again. One query."""
    limit = Limit("watch.uncoded").of()
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
