"""What people do to visits. Each view asks one operation; refusals come back on the form or as the refusal page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form, ReasonForm
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.inspections.forms import (
    DateForm,
    OfferForm,
    ReplaceOfficerForm,
    ReturnOfferForm,
)
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.inspections import operations, queries
from tongjian.supervision.inspections.models import Visit, VisitTeam

_form_view = require_http_methods(["GET", "HEAD", "POST"])


def _fill_in(
    request: ActorRequest, visit: Visit, form: Form, act: Callable[[dict[str, Any]], object], **words: str
) -> HttpResponse:
    """As `face.acts.fill_in`. `words`: title, submit, done, intro."""
    return acts.fill_in(
        request, form, act, template="inspections/act.html", back=visit.get_absolute_url(), visit=visit, **words
    )


@_form_view
def set_date(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    visit = queries.get_visit(request.actor, visit_id)
    form = DateForm(acts.posted(request), visit)
    return _fill_in(
        request, visit, form, lambda data: operations.set_visit_date(actor=request.actor, visit_id=visit_id, **data),
        title="确定检查日期", submit="确定", done="检查日期已确定。",
        intro="改期后，已经报批或者批准的部门都须重新报批。" if visit.planned_on else "",
    )  # fmt: skip


@require_POST
def issue(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    code = operations.issue_code(actor=request.actor, visit_id=visit_id)
    notice(request, f"已赋码：{queries.shown_code(code.code)}")
    return redirect("inspections:detail", visit_id)


@_form_view
def revoke(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    visit = queries.get_visit(request.actor, visit_id)
    form = ReasonForm(acts.posted(request), "作废原因", "作废后凭旧码不能入企，任何人查验都会看到“已作废”。")
    return _fill_in(
        request, visit, form, lambda data: operations.revoke_code(actor=request.actor, visit_id=visit_id, **data),
        title="作废检查码", submit="作废", done="检查码已作废。",
    )  # fmt: skip


@_form_view
def cancel(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    visit = queries.get_visit(request.actor, visit_id)
    form = ReasonForm(acts.posted(request), "取消原因", "取消后不能恢复，检查码同时作废，不计入年度频次。")
    return _fill_in(
        request, visit, form, lambda data: operations.cancel_visit(actor=request.actor, visit_id=visit_id, **data),
        title="取消检查", submit="取消这次检查", done="检查已取消。",
    )  # fmt: skip


@require_POST
def submit(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = operations.submit_team(actor=request.actor, team_id=team_id)
    notice(request, "已报本部门负责人批准。")
    return redirect("inspections:detail", team.visit_id)


@require_POST
def approve(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = operations.approve_team(actor=request.actor, team_id=team_id)
    notice(request, f"已批准。{_still_to_come(team)}")
    return redirect("inspections:detail", team.visit_id)


@_form_view
def decline(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = queries.get_team(request.actor, team_id)
    form = ReasonForm(acts.posted(request), "不予批准的理由", "经办人会看到这句话，修改后可以重新报批。")

    def act(data: dict[str, Any]) -> object:
        return operations.decline_team(actor=request.actor, team_id=team_id, note=data["reason"])

    return _fill_in(request, team.visit, form, act, title="不予批准", submit="不予批准", done="已退回经办人。")


@require_http_methods(["GET", "HEAD", "POST"])
def approvals(request: ActorRequest) -> HttpResponse:
    """What waits for the head; several at once with one confirmation, each checked and reported on its own."""
    if request.method == "POST":
        for team_id in request.POST.getlist("team"):
            _approve_one(request, team_id)
        return redirect("inspections:approvals")
    return render_page(request, "inspections/approvals.html", {"teams": queries.list_teams_to_approve(request.actor)})


def _approve_one(request: ActorRequest, team_id: str) -> None:
    try:
        team = operations.approve_team(actor=request.actor, team_id=UUID(team_id))
    except ValueError:
        notice(request, "所选的检查不存在。", is_warning=True)
    except DomainError as refusal:
        notice(request, f"未批准：{refusal}", is_warning=True)
    else:
        notice(request, f"已批准：{team.visit.number}。{_still_to_come(team)}")


def _still_to_come(team: VisitTeam) -> str:
    missing = queries.approvals_missing(team)
    return f"还需本部门另外 {missing} 位负责人批准。" if missing else ""


@_form_view
def replace(request: ActorRequest, team_id: UUID, place: int) -> HttpResponse:
    team = queries.get_team(request.actor, team_id)
    form = ReplaceOfficerForm(acts.posted(request), team)

    def act(data: dict[str, Any]) -> object:
        return operations.replace_officer(
            actor=request.actor, team_id=team_id, place=place, officer_id=data["officer"], reason=data["reason"]
        )

    now = next((row.officer.name for row in queries.current_officers(team) if row.place == place), "空缺")
    words = {"title": f"调整第 {place} 席检查人员", "intro": f"{team.agency}，第 {place} 席现为：{now}。"}
    return _fill_in(request, team.visit, form, act, submit="调整", done="检查人员已调整，请重新报批。", **words)


@require_POST
def accept_results(request: ActorRequest, team_id: UUID) -> HttpResponse:
    operations.review_results(actor=request.actor, team_id=team_id)
    notice(request, "结果已审核，等待公示。")
    return redirect("inspections:results", team_id)


@_form_view
def send_back(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = queries.get_team(request.actor, team_id)
    form = ReasonForm(acts.posted(request), "退回意见", "检查人员会看到这句话，修改后重新提交。")

    def act(data: dict[str, Any]) -> object:
        return operations.return_results(actor=request.actor, team_id=team_id, note=data["reason"])

    return _fill_in(request, team.visit, form, act, title="退回检查结果", submit="退回", done="结果已退回修改。")


@require_POST
def publish(request: ActorRequest, team_id: UUID) -> HttpResponse:
    operations.publish_results(actor=request.actor, team_id=team_id)
    notice(request, "检查结果已公示。")
    return redirect("inspections:results", team_id)


@_form_view
def offer(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = queries.get_team(request.actor, team_id)
    form = OfferForm(acts.posted(request), request.actor, team)

    def act(data: dict[str, Any]) -> object:
        return operations.offer_team(
            actor=request.actor, team_id=team_id, to_agency_id=data["agency"], reason=data["reason"]
        )

    intro = "对方接收以前，这部分检查仍由本部门负责。"
    return _fill_in(request, team.visit, form, act, title="移交其他部门", submit="移交", done="已移交。", intro=intro)


@require_POST
def accept_offer(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    handover = operations.accept_team(actor=request.actor, handover_id=handover_id)
    notice(request, "已接收，请安排检查人员并报批。")
    return redirect("inspections:detail", handover.team.visit_id)


@_form_view
def return_offer(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    offered = queries.get_offer(request.actor, handover_id)
    form = ReturnOfferForm(acts.posted(request), request.actor)

    def act(data: dict[str, Any]) -> str:
        """After a return the visit may no longer be one's own to see, so one goes to the list."""
        operations.return_team(
            actor=request.actor, handover_id=handover_id, return_code=data["return_code"], note=data["note"],
            suggested_id=data["suggested"],
        )  # fmt: skip
        return reverse("inspections:list")

    visit = queries.get_visit(request.actor, offered.team.visit_id)
    return _fill_in(request, visit, form, act, title="退回移交", submit="退回", done="已退回。")
