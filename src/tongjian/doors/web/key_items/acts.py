"""What people do with one version: score, submit, publish, return, review, take off the list."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form, PublishForm, ReasonForm
from tongjian.doors.face.pages import notice
from tongjian.doors.web.key_items.forms import ReviewForm, ScoreForm, SubmitForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.key_items import operations, policies, queries
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations import GivenScore

_form_view = require_http_methods(["GET", "HEAD", "POST"])


def _version(request: ActorRequest, version_id: UUID, act: str) -> KeyItemVersion:
    version = queries.get_version(request.actor, version_id)
    require(policies.can_act(request.actor, version, act))
    return version


def _fill_in(
    request: ActorRequest, version: KeyItemVersion, form: Form, carry_out: Callable[[dict[str, Any]], object],
    *, title: str, rule: str, done: str, template: str = "key_items/reason.html",
) -> HttpResponse:  # fmt: skip
    return acts.fill_in(
        request, form, carry_out, template=template, back=version.key_item.get_absolute_url(), done=done,
        version=version, title=title, rule=rule,
    )  # fmt: skip


@_form_view
def score(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id, "score")
    criteria = queries.criteria(version.key_item.region_id)
    proposals = queries.proposals(request.actor, version, criteria)
    form = ScoreForm(acts.posted(request), criteria, proposals, _earlier(request, version))

    def carry_out(data: dict[str, Any]) -> None:
        operations.score_key_item(actor=request.actor, version_id=version.pk, given=form.to_given())

    return _fill_in(
        request, version, form, carry_out, title="评分", template="key_items/score.html", done="已评分。",
        rule="数据能给出的得分已经填好，由您逐项核对确认；与建议不同、或者没有建议的，写明理由。",
    )  # fmt: skip


def _earlier(request: ActorRequest, version: KeyItemVersion) -> Mapping[str, GivenScore]:
    """What was given last: to this draft, or to the version before it."""
    versions = queries.versions_of(request.actor, version.key_item).filter(number__lte=version.number)
    scored = next((one for one in versions if one.scored_at), None)
    rows = scored.scores.all() if scored else []
    return {one.criterion: GivenScore(one.points, one.reason) for one in rows}


@_form_view
def submit(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """At once, or with the reason why it is to be listed below the threshold."""
    version = _version(request, version_id, "submit")
    if request.method == "POST" and (queries.qualifies(version) or not version.scored_at):
        operations.submit_key_item(actor=request.actor, version_id=version.pk)
        notice(request, f"第 {version.number} 版已提交，由另一人审核公布。")
        return redirect(version.key_item)

    def carry_out(data: dict[str, Any]) -> None:
        operations.submit_key_item(actor=request.actor, version_id=version.pk, exception=data["exception"])

    return _fill_in(
        request, version, SubmitForm(acts.posted(request)), carry_out, title="提交审核",
        rule=f"总分 {version.total}，未达到门槛 {version.threshold}（规则库设定，可配置，非法定）。",
        done="已提交，由另一人审核公布。",
    )  # fmt: skip


@_form_view
def publish(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id, "publish")

    def carry_out(data: dict[str, Any]) -> None:
        operations.publish_key_item(actor=request.actor, version_id=version.pk, valid_from=data["valid_from"])

    return _fill_in(
        request, version, PublishForm(acts.posted(request)), carry_out, title="公布重点事项",
        rule="公布后公众可以看到，内容不能再改；需要修改的，编制新版本。年度复核的时限同时起算。",
        done=f"已公布：{version.name}。",
    )  # fmt: skip


@_form_view
def review(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = _version(request, version_id, "review")

    def carry_out(data: dict[str, Any]) -> None:
        operations.review_key_item(actor=request.actor, version_id=version.pk, **data)

    return _fill_in(
        request, version, ReviewForm(acts.posted(request)), carry_out, title="年度复核",
        rule="保留：继续列入，下一年再复核。调整：编制新版本，公布前仍按现在的办。移出：由另一人审核同意后移出。",
        done=f"已复核：{version.name}。",
    )  # fmt: skip


@require_POST
def remove(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = operations.remove_key_item(actor=request.actor, version_id=version_id)
    notice(request, f"已移出：{version.name}。")
    return redirect(version.key_item)


_REASONED = {
    "return": ("退回修改", "退回意见", "版本回到草稿，由提出人修改后再提交。"),
    "propose_removal": ("提出移出", "移出理由", "由另一人审核同意后移出；在此之前仍是重点事项。"),
    "refuse_removal": ("不同意移出", "不同意的意见", "继续列为重点事项。"),
}


@_form_view
def reasoned(request: ActorRequest, version_id: UUID, act: str) -> HttpResponse:
    version = _version(request, version_id, act)
    title, label, rule = _REASONED[act]

    def carry_out(data: dict[str, Any]) -> None:
        if act == "return":
            operations.return_key_item(actor=request.actor, version_id=version.pk, note=data["reason"])
        elif act == "propose_removal":
            operations.propose_removal(actor=request.actor, version_id=version.pk, reason=data["reason"])
        else:
            operations.refuse_removal(actor=request.actor, version_id=version.pk, note=data["reason"])

    form = ReasonForm(acts.posted(request), label, longest=500)
    return _fill_in(request, version, form, carry_out, title=title, rule=rule, done=f"{title}：{version.name}。")
