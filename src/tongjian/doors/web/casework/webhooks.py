"""Messages to other systems: where they go, how they arrive, and what to do when they do not."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import list_page, notice, render_page
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.foundation.casework import operations, queries
from tongjian.foundation.casework.choices import WebhookState
from tongjian.foundation.casework.models import Webhook, WebhookDelivery
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.policies import can_manage_agencies
from tongjian.foundation.org.queries import get_agency

TONES: Mapping[str, Tone] = {"已停用": "off", "已暂停": "soon", "推送失败": "late", "正常": "good"}
DELIVERY_TONES: Mapping[str, Tone] = {
    WebhookState.WAITING: "active", WebhookState.DELIVERED: "good", WebhookState.GIVEN_UP: "late"
}  # fmt: skip


class WebhookForm(Form):
    name = forms.CharField(label="用途", max_length=60, help_text="例如：办公系统待办。")
    url = forms.URLField(
        label="接收地址", max_length=300, assume_scheme="https", help_text="对方系统接收消息的 https:// 地址。"
    )


def state_of(webhook: Webhook) -> str:
    if webhook.ended_at:
        return "已停用"
    if webhook.paused_at:
        return "已暂停"
    return "推送失败" if webhook.failures else "正常"


@require_safe
def webhooks(request: ActorRequest) -> HttpResponseBase:
    require(can_manage_agencies(request.actor))
    columns: list[Column[Webhook]] = [
        Column("name", "用途", lambda one: one.name, url=lambda one: one.get_absolute_url(), sort="name"),
        Column("agency", "机关", lambda one: one.agency.name, sort="agency__code"),
        Column("url", "接收地址", lambda one: one.url, kind="code"),
        Column("state", "状态", state_of, kind="badge", tone=lambda one: TONES[state_of(one)]),
        Column("waiting", "待发送", lambda one: getattr(one, "waiting", 0), kind="number"),
        Column("delivered", "最近送达", lambda one: one.delivered_at, kind="datetime", sort="delivered_at"),
        Column("created", "开通时间", lambda one: one.created_at, kind="date", sort="created_at", is_optional=True),
    ]
    table = Table(request, columns, queries.list_webhooks(request.actor), name="消息推送", order=("-created_at",))
    return list_page(request, "casework/webhooks.html", table=table, is_on=bool(settings.WEBHOOK_NETWORKS))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: ActorRequest, agency_id: UUID) -> HttpResponse:
    """The secret is on the answer to this request and nowhere else."""
    require(can_manage_agencies(request.actor))
    agency, form = get_agency(request.actor, agency_id), WebhookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = operations.create_webhook(actor=request.actor, agency_id=agency.pk, **form.cleaned_data)
            return _show(request, webhook, secret)
        except DomainError as refusal:
            form.refuse(refusal)
    back, is_on = reverse("org:agency", args=[agency.pk]), bool(settings.WEBHOOK_NETWORKS)
    context = {"form": form, "agency": agency, "cancel_url": back, "is_on": is_on}
    return render_page(request, "casework/new_webhook.html", context, status=422 if form.errors else 200)


@require_safe
def webhook(request: ActorRequest, webhook_id: UUID) -> HttpResponse:
    return _show(request, queries.get_webhook(request.actor, webhook_id))


def _show(request: ActorRequest, webhook: Webhook, secret: str = "") -> HttpResponse:
    columns: list[Column[WebhookDelivery]] = [
        Column("title", "消息", lambda one: one.announcement.title),
        Column("at", "时间", lambda one: one.announcement.at, kind="datetime"),
        Column("state", "状态", lambda one: one.get_state_display(), kind="badge", tone=_tone_of),
        Column("attempts", "次数", lambda one: one.attempts, kind="number"),
        Column("answer", "对方回答", lambda one: one.answer, kind="number"),
        Column("error", "失败原因", lambda one: one.error),
    ]
    table = Table(request, columns, queries.latest_deliveries(webhook), name="推送记录", order=("-id",))
    state = state_of(webhook)
    context = {
        "webhook": webhook,
        "state": state,
        "tone": TONES[state],
        "figures": queries.webhook_figures(webhook),
        "secret": secret,
        "table": table,
        "can_manage": can_manage_agencies(request.actor),
        "is_open": webhook.ended_at is None,
    }
    return render_page(request, "casework/webhook.html", context)


def _tone_of(delivery: WebhookDelivery) -> Tone:
    return DELIVERY_TONES[delivery.state]


@require_POST
def try_out(request: ActorRequest, webhook_id: UUID) -> HttpResponse:
    try:
        answer = operations.try_webhook(actor=request.actor, webhook_id=webhook_id)
    except DomainError as refusal:
        notice(request, f"没有送达：{refusal.sentence}", is_warning=True)
    else:
        notice(request, f"已送达，对方系统回答 {answer}。")
    return redirect("casework:webhook", webhook_id)


@require_POST
def pause(request: ActorRequest, webhook_id: UUID) -> HttpResponse:
    operations.pause_webhook(actor=request.actor, webhook_id=webhook_id)
    return _done(request, webhook_id, "已暂停，这期间的消息留待恢复后发送。")


@require_POST
def resume(request: ActorRequest, webhook_id: UUID) -> HttpResponse:
    operations.resume_webhook(actor=request.actor, webhook_id=webhook_id)
    return _done(request, webhook_id, "已恢复。")


@require_POST
def resend(request: ActorRequest, webhook_id: UUID) -> HttpResponse:
    operations.resend_webhook(actor=request.actor, webhook_id=webhook_id)
    return _done(request, webhook_id, "未送达的消息会重新发送。")


@require_POST
def end(request: ActorRequest, webhook_id: UUID) -> HttpResponse:
    operations.end_webhook(actor=request.actor, webhook_id=webhook_id)
    return _done(request, webhook_id, "已停用。")


def _done(request: ActorRequest, webhook_id: UUID, said: str) -> HttpResponse:
    notice(request, said)
    return redirect("casework:webhook", webhook_id)
