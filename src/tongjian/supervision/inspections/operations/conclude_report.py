"""办结入企反映。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import ReportConclusion
from tongjian.supervision.inspections.models import EntryReport, Visit
from tongjian.supervision.inspections.queries import REPORT_ANSWER

_NAMES = (ReportConclusion.UNCODED, ReportConclusion.EXCUSED)


@transaction.atomic
def conclude_report(
    *,
    actor: Actor,
    report_id: UUID,
    conclusion: str,
    reply: str,
    accused_id: UUID | None = None,
    visit_number: str = "",
) -> EntryReport:
    """What the owner found out. 未亮码 names the department, 依法检查 the visit; the reporter reads the reply."""
    seen = policies.visible_reports(actor).filter(pk=report_id).values("pk")
    report = EntryReport.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if report is None:
        raise NotFound("report_not_found", "没有这件反映，或者您无权查看。")
    require(policies.can_conclude_report(actor, report))
    if conclusion not in ReportConclusion.values:
        raise RuleViolated("conclusion_unknown", "请选择核查结论。", field="conclusion")
    report.conclusion = ReportConclusion(conclusion)
    report.reply = required_words(reply, "reply_missing", "请写明给反映人的答复。")
    if report.conclusion in _NAMES:
        report.accused = _accused(accused_id)
    if report.conclusion == ReportConclusion.LAWFUL:
        report.visit = _visit(actor, visit_number)
    report.concluded_by, report.concluded_at = actor.user_id, timezone.now()
    report.save(update_fields=["conclusion", "reply", "accused", "visit", "concluded_by", "concluded_at"])
    meet_clock(actor=actor, matter=report, parameter_code=REPORT_ANSWER)
    end_todos(actor=actor, matter=report)
    record(
        actor, "entry_report.concluded", report,
        number=report.number, conclusion=str(report.conclusion), accused_id=str(report.accused_id or ""),
        visit_id=str(report.visit_id or ""),
    )  # fmt: skip
    return report


def _accused(accused_id: UUID | None) -> Agency:
    agency = Agency.objects.filter(pk=accused_id).first() if accused_id else None
    if agency is None:
        raise RuleViolated("accused_missing", "认定未亮码的，应当写明是哪个机关。", field="accused_id")
    return agency


def _visit(actor: Actor, number: str) -> Visit:
    visit = policies.visible_visits(actor).filter(number=number.strip(), codes__isnull=False).first()
    if visit is None:
        raise RuleViolated("visit_missing", "依法检查的，应当写明已赋码检查的编号。", field="visit_number")
    return visit
