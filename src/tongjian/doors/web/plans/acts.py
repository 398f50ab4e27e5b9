"""What people do with a plan, and with a change to one of its lines."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face import acts
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.pages import notice
from tongjian.foundation.kernel.errors import DomainError, NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.plans import operations, policies, queries
from tongjian.supervision.plans.models import Plan

_PLAIN: dict[str, tuple[Callable[..., Plan], str]] = {
    "hand_in": (operations.hand_in_plan, "已提交，由负责人审核。"),
    "submit": (operations.submit_plan, "已批准并报送备案。"),
    "file": (operations.file_plan, "已备案，由编制部门公布。"),
    "publish": (operations.publish_plan, "已公布。"),
}
_REASONED: dict[str, tuple[str, str, str]] = {
    "send_back": ("退回修改", "退回意见", "计划回到编制中，由编制人修改后再提交。"),
    "return": ("备案退回", "退回理由", "计划回到编制中，编制部门修改后重新报送。"),
    "withdraw": ("作废计划", "作废理由", "作废后可以重新编制同一年度的计划；已公布的计划不能作废，只能变更。"),
}


@require_POST
def plain(request: ActorRequest, code: str, act: str) -> HttpResponse:
    plan = queries.get_plan(request.actor, code)
    if act not in _PLAIN:
        raise NotFound("act_not_found", "没有这个操作。")
    operation, done = _PLAIN[act]
    try:
        operation(actor=request.actor, plan_id=plan.pk)
        notice(request, done)
    except DomainError as refusal:
        if refusal.status != 422:
            raise
        notice(request, str(refusal), is_warning=True)
    return redirect(plan)


@require_http_methods(["GET", "HEAD", "POST"])
def reasoned(request: ActorRequest, code: str, act: str) -> HttpResponse:
    plan = queries.get_plan(request.actor, code)
    if act not in _REASONED:
        raise NotFound("act_not_found", "没有这个操作。")
    require(policies.can_act(request.actor, plan, act))
    title, label, rule = _REASONED[act]

    def carry_out(data: dict[str, Any]) -> None:
        actor, reason = request.actor, data["reason"]
        if act == "withdraw":
            operations.withdraw_plan(actor=actor, plan_id=plan.pk, reason=reason)
        elif act == "return":
            operations.return_plan(actor=actor, plan_id=plan.pk, note=reason)
        else:
            operations.send_back_plan(actor=actor, plan_id=plan.pk, note=reason)

    return acts.fill_in(
        request, ReasonForm(acts.posted(request), label, longest=300), carry_out, template="plans/reason.html",
        back=plan.get_absolute_url(), done=f"{title}：{plan.title}。", plan=plan, title=title, rule=rule,
    )  # fmt: skip


@require_POST
def approve_change(request: ActorRequest, line_id: UUID) -> HttpResponse:
    line = operations.approve_change(actor=request.actor, line_id=line_id)
    notice(request, f"第 {line.number} 项的变更已生效并公布。")
    return redirect(line.plan)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_change(request: ActorRequest, line_id: UUID) -> HttpResponse:
    line = queries.get_line(request.actor, line_id)
    require(policies.can_act_on_change(request.actor, line))
    form = ReasonForm(acts.posted(request), "不同意的理由", longest=300)

    def carry_out(data: dict[str, Any]) -> None:
        operations.refuse_change(actor=request.actor, line_id=line.pk, note=data["reason"])

    return acts.fill_in(
        request, form, carry_out, template="plans/reason.html", back=line.plan.get_absolute_url(),
        done=f"第 {line.number} 项的变更未通过。", plan=line.plan, title="不同意变更", rule="项目保持原样。",
    )  # fmt: skip
