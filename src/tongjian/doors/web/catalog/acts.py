"""What people do with one version: submit, review, publish, return, retire, attach a checklist."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.catalog.forms import RetireForm
from tongjian.doors.web.catalog.shown import changes_of, version_of
from tongjian.doors.web.catalog.table import TONES
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import operations, policies, queries


@require_safe
def review(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """What publication would change, for whoever decides."""
    version = queries.get_version(request.actor, version_id)
    in_force = queries.published_version(version.item)
    before = in_force if in_force and in_force.pk != version.pk else None
    context = {
        "item": version.item,
        "version": version,
        "before": before,
        "changes": changes_of(before, version),
        "tones": TONES,
        **version_of(request.actor, version.item, version),
    }
    return render_page(request, "catalog/review.html", context)


@require_POST
def submit(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = operations.submit_version(actor=request.actor, version_id=version_id)
    notice(request, f"第 {version.number} 版已提交，由本部门另一人审核发布。")
    return redirect(version.item)


@require_POST
def publish(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = operations.publish_version(actor=request.actor, version_id=version_id)
    notice(request, f"第 {version.number} 版已发布，即日起生效，并在公开平台公布。")
    return redirect(version.item)


@require_POST
def attach(request: ActorRequest, version_id: UUID) -> HttpResponse:
    code = request.POST.get("checklist", "")
    version = operations.attach_checklist(actor=request.actor, version_id=version_id, checklist_code=code)
    notice(request, f"已关联检查表 {code}。" if code else "已取消关联检查表。")
    return redirect(version.item)


_REASONED = {
    "return": ("退回修改", "退回意见", "版本回到草稿，由编制人修改后再提交。"),
    "retire": (
        "废止事项",
        "废止理由",
        "从今天起不能再按它开展检查，各地的领用同时终止；已经开展的检查不受影响。",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def reasoned(request: ActorRequest, version_id: UUID, act: str) -> HttpResponse:
    version = queries.get_version(request.actor, version_id)
    require(policies.can_act(request.actor, version, act))
    title, label, rule = _REASONED[act]
    form = (RetireForm if act == "retire" else ReasonForm)(acts.posted(request), label, longest=500)

    def carry_out(data: dict[str, Any]) -> None:
        if act == "return":
            operations.return_version(actor=request.actor, version_id=version.pk, note=data["reason"])
        else:
            operations.retire_version(
                actor=request.actor, version_id=version.pk, reason=data["reason"], successor_code=data["successor"]
            )

    return acts.fill_in(
        request, form, carry_out, template="catalog/reason.html", back=version.item.get_absolute_url(),
        done=f"{title}：{version.item.title}。", version=version, title=title, rule=rule,
    )  # fmt: skip
