"""入企反映 at the desk of the coordinator: list, one report, its conclusion."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.casework.queries import clocks_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import list_agencies
from tongjian.foundation.rulebook.queries import calendar
from tongjian.supervision.inspections import operations, policies, queries
from tongjian.supervision.inspections.choices import ReportConclusion
from tongjian.supervision.inspections.models import EntryReport
from tongjian.supervision.inspections.queries import ReportFilter


class ReportFilterForm(FilterForm):
    text = forms.CharField(label="编号或企业名称", max_length=100)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("open", "待核查"), *ReportConclusion.choices])

    def to_filter(self) -> ReportFilter:
        return ReportFilter(**{name: self.chosen.get(name, "") for name in ("text", "state")})


class ConcludeForm(Form):
    conclusion = forms.ChoiceField(label="核查结论", choices=ReportConclusion, widget=forms.RadioSelect)
    accused_id = forms.TypedChoiceField(
        label="未亮码的机关", coerce=UUID, required=False, empty_value=None, help_text="结论为未亮码的必填。"
    )
    visit_number = forms.CharField(
        label="对应检查的编号", max_length=60, required=False, help_text="结论为依法检查的必填。"
    )
    reply = forms.CharField(
        label="给反映人的答复", max_length=500, widget=forms.Textarea, help_text="反映人凭查询码看到这段话。"
    )

    def __init__(self, data: Any, actor: Actor, report: EntryReport) -> None:
        super().__init__(data)
        agencies = list_agencies(actor, region=report.agency.region_id)
        self.offer("accused_id", ((str(row.pk), row.name) for row in agencies), first="没有")


COLUMNS: tuple[Column[EntryReport], ...] = (
    Column("entity", "企业", lambda row: row.entity_name, url=lambda row: row.get_absolute_url()),
    Column("number", "编号", lambda row: row.number, kind="code", sort="number"),
    Column("state", "状态", lambda row: row.get_conclusion_display() or "待核查", kind="badge",
           tone=lambda row: "good" if row.conclusion else "active"),
    Column("entered_on", "入企日期", lambda row: row.entered_on, kind="date", sort="entered_on"),
    Column("region", "所在区划", lambda row: row.region.name),
    Column("accused", "未亮码的机关", lambda row: row.accused.name if row.accused else ""),
    Column("received_at", "收到时间", lambda row: row.received_at, kind="datetime", sort="received_at"),
    Column("concluded_at", "办结时间", lambda row: row.concluded_at, kind="datetime", is_optional=True),
)  # fmt: skip


@require_safe
def report_list(request: ActorRequest) -> HttpResponseBase:
    form = ReportFilterForm(request.GET)
    rows = queries.list_reports(request.actor, form.to_filter())
    table = Table(request, COLUMNS, rows, name="入企反映", order=("-received_at",))
    return list_page(request, "inspections/report_list.html", table=table, filters=form)


@require_safe
def report_detail(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = queries.get_report(request.actor, report_id)
    clock = clocks_of(report._meta.label_lower, report.pk).first()
    context = {
        "report": report,
        "facts": _facts_of(report),
        "face": clock_face(clock, calendar()) if clock else None,
        "near": queries.visits_near(request.actor, report),
        "can_conclude": policies.can_conclude_report(request.actor, report),
        "entries": timeline_entries(timeline(report._meta.label_lower, report.pk), request.actor),
    }
    return render_page(request, "inspections/report_detail.html", context)


def _facts_of(report: EntryReport) -> list[Fact]:
    facts = [
        Fact("企业", report.entity_name),
        Fact("地址", report.address or "—"),
        Fact("所在区划", report.region.name),
        Fact("入企日期", report.entered_on, kind="date"),
        Fact("来人", report.visitors or "—"),
        Fact("情况", report.what),
        Fact("核查机关", report.agency.name),
    ]
    if report.conclusion:
        facts.append(Fact("核查结论", report.get_conclusion_display()))
        facts += [Fact("未亮码的机关", report.accused.name)] if report.accused else []
        facts += [Fact("对应的检查", report.visit.number)] if report.visit else []
        facts.append(Fact("给反映人的答复", report.reply))
    return facts


@require_http_methods(["GET", "HEAD", "POST"])
def conclude(request: ActorRequest, report_id: UUID) -> HttpResponse:
    report = queries.get_report(request.actor, report_id)
    require(policies.can_conclude_report(request.actor, report))

    def carry_out(data: dict[str, Any]) -> object:
        return operations.conclude_report(actor=request.actor, report_id=report_id, **data)

    return acts.fill_in(
        request, ConcludeForm(acts.posted(request), request.actor, report), carry_out,
        template="inspections/report_conclude.html", back=report.get_absolute_url(), done="已办结。", report=report,
    )  # fmt: skip
