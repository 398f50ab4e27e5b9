"""What people do with one version: submit, start, return, stop."""

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
from tongjian.supervision.scenarios import operations, policies, queries


@require_POST
def submit(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = operations.submit_scenario(actor=request.actor, version_id=version_id)
    notice(request, f"第 {version.number} 版已提交，由另一人审核启用。")
    return redirect(version.scenario)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = queries.get_version(request.actor, version_id)
    require(policies.can_act(request.actor, version, "publish"))

    def carry_out(data: dict[str, Any]) -> None:
        operations.publish_scenario(actor=request.actor, version_id=version.pk, valid_from=data["valid_from"])

    return acts.fill_in(
        request, PublishForm(acts.posted(request)), carry_out, template="scenarios/reason.html",
        back=version.scenario.get_absolute_url(), done=f"已启用：{version.name}。", version=version,
        title="启用一件事", rule="启用后内容不能再改；需要修改的，编制新版本。",
    )  # fmt: skip


_REASONED = {
    "return": ("退回修改", "退回意见", "版本回到草稿，由编制人修改后再提交。"),
    "stop": ("停用一件事", "停用理由", "从今天起停用；要再启用，编制新版本并重新审核。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def reasoned(request: ActorRequest, version_id: UUID, act: str) -> HttpResponse:
    version = queries.get_version(request.actor, version_id)
    require(policies.can_act(request.actor, version, act))
    title, label, rule = _REASONED[act]
    form = ReasonForm(acts.posted(request), label, longest=500)

    def carry_out(data: dict[str, Any]) -> None:
        if act == "return":
            operations.return_scenario(actor=request.actor, version_id=version.pk, note=data["reason"])
        else:
            operations.stop_scenario(actor=request.actor, version_id=version.pk, reason=data["reason"])

    return acts.fill_in(
        request, form, carry_out, template="scenarios/reason.html", back=version.scenario.get_absolute_url(),
        done=f"{title}：{version.name}。", version=version, title=title, rule=rule,
    )  # fmt: skip
