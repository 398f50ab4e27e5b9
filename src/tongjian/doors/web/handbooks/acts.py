"""What people do with one edition: begin, generate anew, confirm chapters, submit, publish, return, stop."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face import acts
from tongjian.doors.face.forms import PublishForm, ReasonForm
from tongjian.doors.face.pages import notice
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.handbooks import operations, policies, queries


@require_POST
def begin(request: ActorRequest, code: str) -> HttpResponse:
    handbook = queries.get_handbook(request.actor, code)
    edition = operations.begin_edition(actor=request.actor, handbook_id=handbook.pk)
    notice(request, f"已按今天的监管事项生成第 {edition.number} 版草稿，原有改动都保留。")
    return redirect(handbook)


@require_POST
def regenerate(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    edition = operations.regenerate_edition(actor=request.actor, edition_id=edition_id)
    notice(request, "已按今天的监管事项重新生成，改写和自拟的条目都保留。")
    return redirect(edition.handbook)


@require_POST
def confirm(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    edition = operations.confirm_chapters(actor=request.actor, edition_id=edition_id)
    notice(request, "归章已确认，重新生成时照旧。")
    return redirect(edition.handbook)


@require_POST
def submit(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    edition = operations.submit_handbook(actor=request.actor, edition_id=edition_id)
    notice(request, f"第 {edition.number} 版已提交，由另一人审核发布。")
    return redirect(edition.handbook)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    edition = queries.get_edition(request.actor, edition_id)
    require(policies.can_act(request.actor, edition, "publish"))

    def carry_out(data: dict[str, Any]) -> None:
        operations.publish_handbook(actor=request.actor, edition_id=edition.pk, valid_from=data["valid_from"])

    return acts.fill_in(
        request, PublishForm(acts.posted(request)), carry_out, template="handbooks/reason.html",
        back=edition.handbook.get_absolute_url(), done=f"已发布：{edition.title}。", edition=edition,
        title="发布合规手册", rule="发布后向社会公开，内容不能再改；需要修改的，编制新版本。",
    )  # fmt: skip


_REASONED = {
    "return": ("退回修改", "退回意见", "版本回到草稿，由编制人修改后再提交。"),
    "stop": ("停用合规手册", "停用理由", "从今天起停用，公开页面注明已停用；要再启用，编制新版本并重新审核。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def reasoned(request: ActorRequest, edition_id: UUID, act: str) -> HttpResponse:
    edition = queries.get_edition(request.actor, edition_id)
    require(policies.can_act(request.actor, edition, act))
    title, label, rule = _REASONED[act]
    form = ReasonForm(acts.posted(request), label, longest=500)

    def carry_out(data: dict[str, Any]) -> None:
        if act == "return":
            operations.return_handbook(actor=request.actor, edition_id=edition.pk, note=data["reason"])
        else:
            operations.stop_handbook(actor=request.actor, edition_id=edition.pk, reason=data["reason"])

    return acts.fill_in(
        request, form, carry_out, template="handbooks/reason.html", back=edition.handbook.get_absolute_url(),
        done=f"{title}：{edition.title}。", edition=edition, title=title, rule=rule,
    )  # fmt: skip
