"""The form of a line: in a draft it writes the line, in a published plan it proposes a change."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form, ReasonForm
from tongjian.doors.face.pages import notice
from tongjian.doors.web.planning.demand_forms import item_label
from tongjian.doors.web.planning.scope_forms import split_words
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries import regions_on
from tongjian.pure.codes import significant
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.plans import operations, policies, queries
from tongjian.supervision.plans.choices import PlanState, Way
from tongjian.supervision.plans.models import Plan, PlanLine
from tongjian.supervision.plans.operations import LineContent
from tongjian.supervision.registry.choices import EntityKind
from tongjian.supervision.scenarios import queries as scenarios

_TEXTS = ("title", "item_words", "object_words", "credit_words", "level_words", "on_site_reason", "way")


class LineForm(Form):
    title = forms.CharField(label="检查任务", max_length=200, help_text="例：对旅行社经营情况的双随机抽查")
    items = forms.MultipleChoiceField(
        label="检查事项", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只列出本部门在本地现行有效的事项；事项和一件事至少选一样。",
    )  # fmt: skip
    scenario = forms.ChoiceField(label="一件事", required=False)
    item_words = forms.CharField(label="检查内容", required=False, max_length=2000, widget=forms.Textarea)
    object_words = forms.CharField(
        label="检查对象", required=False, max_length=300, help_text="例：本辖区物流、寄递企业"
    )
    regions = forms.MultipleChoiceField(
        label="区划", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选表示本部门辖区全部。"
    )
    kinds = forms.MultipleChoiceField(
        label="监管对象类别", choices=EntityKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    industries = forms.CharField(
        label="行业代码开头", required=False, help_text="国民经济行业分类，多个用逗号分开。例：H62，F52"
    )
    words = forms.CharField(label="名称或经营范围含有", required=False, help_text="含其中任一词即可，多个用逗号分开。")
    amount = forms.CharField(
        label="检查比例及频次", max_length=300,
        help_text="例：≥10%；1次/年　5‰　不少于20户　全覆盖；每2年≤1次　A类1%、B类2%　按风险　结合登记检查　按实际",
    )  # fmt: skip
    credit_words = forms.CharField(label="信用风险分类要求", required=False, max_length=300)
    window_from = forms.DateField(label="开始日期", widget=forms.DateInput)
    window_last = forms.DateField(label="结束日期（含）", widget=forms.DateInput)
    level_words = forms.CharField(label="层级", required=False, max_length=60, help_text="例：市抽市查")
    way = forms.ChoiceField(label="检查方式", choices=Way, initial=Way.ON_SITE, widget=forms.RadioSelect)
    on_site_reason = forms.CharField(
        label="现场检查的理由", required=False, max_length=300,
        help_text="事项的检查方式含非现场、书面、网络、视频的，确需现场检查时必填（W09）。",
    )  # fmt: skip
    cooperating = forms.MultipleChoiceField(label="配合部门", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: Actor, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = plan.agency
        versions = catalog.published_versions(actor, agency_kind=agency.kind_id, region=agency.region_id)
        self.offer("items", [(str(version.pk), item_label(version)) for version in versions])
        matters = scenarios.list_versions(actor, scenarios.ScenarioFilter(on=timezone.localdate()))
        self.offer("scenario", [(str(one.pk), f"{one.name} 第 {one.number} 版") for one in matters], first="不选")
        inside = regions_on().filter(code__startswith=significant(agency.region_id), level=RegionLevel.COUNTY)
        self.offer("regions", [(region.code, region.name) for region in inside.order_by("code")])
        here = Agency.objects.filter(region=agency.region_id, valid_until=None, kind__is_enforcer=True)
        others = here.exclude(pk=agency.pk).order_by("code").values_list("pk", "name")
        self.offer("cooperating", [(str(pk), name) for pk, name in others])

    def to_content(self) -> LineContent:
        data = self.cleaned_data
        return LineContent(
            **{name: data[name] for name in (*_TEXTS, "amount", "window_from")},
            window_until=data["window_last"] + timedelta(days=1),
            item_version_ids=tuple(UUID(pk) for pk in data["items"]),
            scenario_version_id=UUID(data["scenario"]) if data["scenario"] else None,
            cooperating_ids=tuple(UUID(pk) for pk in data["cooperating"]),
            scope={
                "regions": data["regions"],
                "kinds": data["kinds"],
                "industries": split_words(data["industries"]),
                "words": split_words(data["words"]),
            },
        )


class ChangeForm(LineForm):
    reason = forms.CharField(label="变更理由", max_length=300, widget=forms.Textarea)


def initial_of(line: PlanLine) -> dict[str, Any]:
    scope = line.scope
    return {
        **{name: getattr(line, name) for name in _TEXTS},
        "amount": "；".join(filter(None, (line.amount, line.frequency))),
        "items": [str(one.item_version_id) for one in line.line_items.all()],
        "scenario": str(line.scenario_version_id or ""),
        "cooperating": [str(one.agency_id) for one in line.cooperations.all()],
        "regions": scope.get("regions", []),
        "kinds": scope.get("kinds", []),
        "industries": "，".join(scope.get("industries", [])),
        "words": "，".join(scope.get("words", [])),
        "window_from": line.window_from,
        "window_last": line.last_day,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def line_form(request: ActorRequest, code: str, number: int | None = None) -> HttpResponse:
    plan = queries.get_plan(request.actor, code)
    line = queries.lines_of(request.actor, plan).filter(number=number).first() if number else None
    if number and line is None:
        raise NotFound("plan_line_not_found", f"计划没有第 {number} 项。")
    is_change = plan.state == PlanState.PUBLISHED
    require(policies.can_act(request.actor, plan, "change" if is_change else "edit"))
    form_class = ChangeForm if is_change else LineForm
    form = form_class(acts.posted(request), actor=request.actor, plan=plan, initial=initial_of(line) if line else {})

    def carry_out(data: dict[str, Any]) -> None:
        actor, content = request.actor, form.to_content()
        if is_change:
            reason = data["reason"]
            operations.propose_change(actor=actor, plan_id=plan.pk, number=number, content=content, reason=reason)
        else:
            operations.write_line(actor=actor, plan_id=plan.pk, number=number, content=content)

    return acts.fill_in(
        request, form, carry_out, template="plans/line_form.html", back=plan.get_absolute_url(),
        done="已提出变更，由另一人审核。" if is_change else "已保存。", plan=plan, line=line, is_change=is_change,
    )  # fmt: skip


@require_POST
def remove(request: ActorRequest, line_id: UUID) -> HttpResponse:
    plan = operations.remove_line(actor=request.actor, line_id=line_id)
    notice(request, "已删除。")
    return redirect(plan)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: ActorRequest, line_id: UUID) -> HttpResponse:
    line = queries.get_line(request.actor, line_id)
    require(policies.can_act(request.actor, line.plan, "change"))
    form = ReasonForm(acts.posted(request), "取消的理由", longest=300)

    def carry_out(data: dict[str, Any]) -> None:
        operations.propose_change(actor=request.actor, plan_id=line.plan_id, number=line.number, reason=data["reason"])

    return acts.fill_in(
        request, form, carry_out, template="plans/reason.html", back=line.plan.get_absolute_url(),
        done="已提出取消，由另一人审核。", plan=line.plan, title=f"取消第 {line.number} 项：{line.title}",
        rule="另一人审核同意后取消并公布；在此之前仍然执行。",
    )  # fmt: skip
