"""Pages of plans: list, one, a new one."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.exports import stamp, xlsx_response
from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.plans.shown import LINE_COLUMNS, TONES, detail_of, shown_lines
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.plans import operations, policies, queries
from tongjian.supervision.plans.choices import PlanKind, PlanState
from tongjian.supervision.plans.models import Plan

COLUMNS: list[Column[Plan]] = [
    Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
    Column("title", "名称", lambda row: row.title, url=lambda row: row.get_absolute_url(), sort="title"),
    Column("kind", "类型", lambda row: row.get_kind_display()),
    Column("year", "年度", lambda row: str(row.year), sort="year"),
    Column("agency", "编制部门", lambda row: row.agency.name, sort="agency__code"),
    Column("size", "项目数", lambda row: row.size, kind="number"),  # type: ignore[attr-defined]
    Column("filed", "备案机关", lambda row: row.filed_with.name if row.filed_with else "—"),
    Column(
        "state", "状态", lambda row: row.get_state_display(), kind="badge", tone=lambda row: tone_of(row.state, TONES)
    ),
    Column("published", "公布时间", lambda row: row.published_at, kind="datetime", sort="published_at"),
]


class PlanFilterForm(FilterForm):
    text = forms.CharField(label="名称、编号或部门", max_length=100)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), *PlanKind.choices])
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *PlanState.choices])
    region = forms.ChoiceField(label="地方")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("region", regions_to_choose().values_list("code", "name"), first="全部")

    def to_filter(self) -> queries.PlanFilter:
        return queries.PlanFilter(**self.chosen)


class PlanForm(Form):
    kind = forms.ChoiceField(
        label="计划类型", choices=PlanKind, initial=PlanKind.ANNUAL, widget=forms.RadioSelect,
        help_text="每个部门每年一个年度计划；专项检查另行编制，批准备案后按时限公布。",
    )  # fmt: skip
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    title = forms.CharField(
        label="名称", max_length=200, required=False, help_text="年度计划不填，写作“某某局 2026 年度检查计划”。"
    )
    basis = forms.CharField(label="依据", max_length=300, required=False, help_text="专项检查必填，写部署文件。")


@require_safe
def plan_list(request: ActorRequest) -> HttpResponseBase:
    form = PlanFilterForm(request.GET)
    rows = queries.list_plans(request.actor, form.to_filter())
    table = Table(request, COLUMNS, rows, name="检查计划", order=("-year", "agency__code"))
    can_draft = policies.can_draft(request.actor)
    return list_page(request, "plans/list.html", table=table, filters=form, can_draft=can_draft)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: ActorRequest) -> HttpResponse:
    require(policies.can_draft(request.actor))
    form = PlanForm(acts.posted(request), initial={"year": timezone.localdate().year})

    def draft(data: dict[str, Any]) -> str:
        return operations.draft_plan(actor=request.actor, **data).get_absolute_url()

    return acts.fill_in(
        request, form, draft, template="plans/form.html", back=reverse("plans:list"),
        done="已建立计划，请逐项编制或者导入。",
    )  # fmt: skip


@require_safe
def plan_detail(request: ActorRequest, code: str) -> HttpResponse:
    plan = queries.get_plan(request.actor, code)
    return render_page(request, "plans/detail.html", detail_of(request.actor, plan))


@require_safe
def lines_xlsx(request: ActorRequest, code: str) -> HttpResponseBase:
    plan = queries.get_plan(request.actor, code)
    about = {"计划": plan.title, "编号": plan.code, "状态": plan.get_state_display()}
    rows = shown_lines(request.actor, plan)
    return xlsx_response(LINE_COLUMNS, rows, f"{plan.code}-{stamp()}", about=about)
