"""Mergers and splits of agencies."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.acts import posted
from tongjian.doors.face.pages import notice
from tongjian.doors.web.org.acts import fill_in, show_act
from tongjian.doors.web.org.forms import MergeForm, SplitForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org import operations, policies, queries

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@_form_view
def merge(request: ActorRequest) -> HttpResponse:
    require(policies.can_manage_agencies(request.actor))
    form = MergeForm(posted(request), initial={"agency_ids": request.GET.get("agency", "")})
    back = reverse("org:agencies")

    def act(data: dict[str, Any]) -> str:
        carried = operations.merge_agencies(actor=request.actor, **data)
        _tell_what_is_left(request, carried)
        return reverse("org:agency", args=[data["successor_id"]])

    return fill_in(
        request, form, act, back=back,
        title="机关合并", submit="合并", done="机关已合并。", section="机关", above=back,
        intro="生效之日起，岗位、执法人员、待办和未办结的时限随之转到合并后的机关；"
        "原机关的执法主体资格和接口密钥终止，合并后的机关另行确认公布。",
    )  # fmt: skip


@_form_view
def split(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    """First into which agencies, then who goes where."""
    require(policies.can_manage_agencies(request.actor))
    agency = queries.get_agency(request.actor, agency_id)
    form = SplitForm(posted(request), agency)
    back = reverse("org:agency", args=[agency.pk])
    words = {
        "title": "机关分立", "submit": "分立" if form.has_asked else "下一步：安排人员",
        "section": agency.name, "above": back,
        "intro": "岗位和执法人员逐一安排去向；待办和未办结的时限转到主要承接机关。"
        "本机关不再存续的，执法主体资格和接口密钥同时终止。",
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() and not request.POST.get("people"):
        return show_act(request, form, cancel_url=back, **{**words, "submit": "分立"})

    def act(data: dict[str, Any]) -> None:
        _tell_what_is_left(request, operations.split_agency(actor=request.actor, agency_id=agency.pk, **data))

    return fill_in(request, form, act, back=back, done="机关已分立。", **words)


def _tell_what_is_left(request: ActorRequest, carried: operations.Carried) -> None:
    gone = f"转入岗位 {carried.posts} 个、执法人员 {carried.officers} 人。"
    people = [f"{post.user.name}（{post.get_role_display()}）" for post in carried.left]
    people += [f"执法人员{officer.name}" for officer in carried.released]
    notice(request, gone + (f"还没有安排：{'、'.join(people)}。" if people else ""))
