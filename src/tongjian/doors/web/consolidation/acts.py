"""What people do: open a round, answer, decide, choose the lead, publish."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form, ReasonForm
from tongjian.doors.face.pages import notice
from tongjian.doors.web.consolidation.forms import AnswerForm, LeadForm, YearForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.plans import operations, policies, queries
from tongjian.supervision.plans.choices import Answered
from tongjian.supervision.plans.models import Proposal


@require_POST
def open_round(request: ActorRequest) -> HttpResponse:
    year = YearForm(request.POST).chosen.get("year") or timezone.localdate().year
    found = operations.open_consolidation(actor=request.actor, year=year)
    notice(request, "已发起，各项建议已送达有关部门的待办。")
    return redirect(found)


@require_POST
def publish(request: ActorRequest, code: str) -> HttpResponse:
    found = queries.get_round(request.actor, code)
    operations.publish_joint_plan(actor=request.actor, round_id=found.pk)
    notice(request, "联合检查计划已公布。")
    return redirect(found)


def _step(
    request: ActorRequest, proposal: Proposal, form: Form, carry_out: Callable[[dict[str, Any]], object],
    said: tuple[str, str, str],
) -> HttpResponse:  # fmt: skip
    title, rule, done = said
    return acts.fill_in(
        request, form, carry_out, template="consolidation/form.html", back=proposal.get_absolute_url(), done=done,
        proposal=proposal, title=title, rule=rule,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ActorRequest, code: str, number: int) -> HttpResponse:
    proposal = queries.get_proposal(request.actor, code, number)
    require(policies.can_answer(request.actor, proposal))

    def carry_out(data: dict[str, Any]) -> None:
        operations.answer_proposal(
            actor=request.actor, proposal_id=proposal.pk, answer=Answered(data["answer"]), reason=data["reason"]
        )

    said = ("答复", "代表本部门答复；统筹部门决定以前可以更改。同意并被采纳的，本部门的计划项目随之变更。", "已答复。")
    return _step(request, proposal, AnswerForm(acts.posted(request)), carry_out, said)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: ActorRequest, code: str, number: int) -> HttpResponse:
    proposal = queries.get_proposal(request.actor, code, number)
    require(policies.can_settle(request.actor, proposal, "adopt"))

    def carry_out(data: dict[str, Any]) -> None:
        lead_id = UUID(data["lead"]) if data.get("lead") else None
        operations.settle_proposal(actor=request.actor, proposal_id=proposal.pk, is_adopted=True, lead_id=lead_id)

    rule = "采纳后有关部门的计划项目立即变更并公开，变更理由写明本项建议；期限届满没有答复的部门按没有不同意办理。"
    said = ("采纳", rule, "已采纳，有关计划项目已变更。")
    return _step(request, proposal, LeadForm(acts.posted(request), proposal), carry_out, said)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: ActorRequest, code: str, number: int) -> HttpResponse:
    proposal = queries.get_proposal(request.actor, code, number)
    require(policies.can_settle(request.actor, proposal, "drop"))

    def carry_out(data: dict[str, Any]) -> None:
        operations.settle_proposal(
            actor=request.actor, proposal_id=proposal.pk, is_adopted=False, reason=data["reason"]
        )

    said = ("不采纳", "有关部门的计划项目不变。", "已决定不采纳。")
    form = ReasonForm(acts.posted(request), "不采纳的理由", longest=300)
    return _step(request, proposal, form, carry_out, said)


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: ActorRequest, code: str, number: int) -> HttpResponse:
    proposal = queries.get_proposal(request.actor, code, number)
    require(policies.can_settle(request.actor, proposal, "lead"))

    def carry_out(data: dict[str, Any]) -> None:
        operations.choose_lead(actor=request.actor, proposal_id=proposal.pk, lead_id=UUID(data["lead"]))

    said = ("更换牵头部门", "牵头部门组织联合检查；联合检查计划公布以前可以更换。", "已确定牵头部门。")
    return _step(request, proposal, LeadForm(acts.posted(request), proposal), carry_out, said)
