"""入企反映: for its owner, for the reporter, and for whoever decides to whom it goes."""

import hmac
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.inspections.models import EntryReport, Visit
from tongjian.supervision.inspections.policies import visible_reports, visible_visits
from tongjian.supervision.inspections.queries.codes import plain_code

REPORT_ANSWER = "report.answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """`state`: open or a conclusion."""

    text: str = ""
    state: str = ""


def list_reports(actor: Actor, wanted: ReportFilter) -> QuerySet[EntryReport]:
    reports = visible_reports(actor).select_related("region", "agency", "accused")
    if wanted.text:
        text = wanted.text.strip()
        reports = reports.filter(Q(number=text) | Q(entity_name__contains=text))
    if wanted.state == "open":
        return reports.filter(conclusion="")
    return reports.filter(conclusion=wanted.state) if wanted.state else reports


def get_report(actor: Actor, report_id: object) -> EntryReport:
    reports = visible_reports(actor).select_related("region", "agency", "accused", "visit")
    report = reports.filter(pk=str(report_id)).first()
    if report is None:
        raise NotFound("report_not_found", "没有这件反映，或者您无权查看。")
    return report


def visits_near(actor: Actor, report: EntryReport, most: int = 10) -> list[Visit]:
    """Coded visits of that day and place that may be the one reported, those of the same name first."""
    visits = visible_visits(actor).filter(planned_on=report.entered_on, region=report.region_id, codes__isnull=False)
    found = list(visits.select_related("entity").distinct().order_by("number")[:200])
    return sorted(found, key=lambda visit: report.entity_name not in visit.entity.name)[:most]


@dataclass(frozen=True, slots=True)
class ReportState:
    """What the receipt shows, and to anybody who has it."""

    number: str
    received_on: date
    owner: str
    conclusion: str
    reply: str
    concluded_on: date | None


def state_of_report(receipt: str) -> ReportState | None:
    report = EntryReport.objects.filter(receipt=plain_code(receipt)).select_related("agency").first()
    if report is None:
        return None
    return ReportState(
        number=report.number,
        received_on=timezone.localdate(report.received_at),
        owner=report.agency.name,
        conclusion=report.get_conclusion_display() if report.conclusion else "",
        reply=report.reply,
        concluded_on=timezone.localdate(report.concluded_at) if report.concluded_at else None,
    )


def sender_of(address: str) -> str:
    """A keyed hash of the address with the day: enough for a limit, useless for finding a person tomorrow."""
    said = f"{timezone.localdate()}|{address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, sha256).hexdigest()
