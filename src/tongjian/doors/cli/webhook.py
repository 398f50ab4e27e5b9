"""`tongjian webhook`: messages to other systems."""

from uuid import UUID

import click

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.foundation.casework.operations import try_webhook
from tongjian.foundation.casework.queries import list_webhooks
from tongjian.foundation.kernel.actor import Actor


@group("webhook")
def webhook() -> None:
    """消息推送：列出、试推送。"""


@webhook.command("list")
@json_option
def list_command() -> None:
    """列出推送到哪里，送达情况如何。"""
    found = [
        {
            "id": str(one.pk),
            "agency": one.agency.name,
            "name": one.name,
            "url": one.url,
            "waiting": getattr(one, "waiting", 0),
            "failures": one.failures,
            "error": one.error,
            "paused": one.paused_at is not None,
            "ended": one.ended_at is not None,
        }
        for one in list_webhooks(Actor.host("org.manage_agencies")).order_by("created_at")
    ]
    lines = [f"{one['id']}  {one['agency']}  {one['name']}  待发送 {one['waiting']}  {one['error']}" for one in found]
    answer({"webhooks": found}, "\n".join(lines) or "还没有消息推送。")


@webhook.command("test")
@click.argument("webhook_id", metavar="编号", type=click.UUID)
@json_option
def test_command(webhook_id: UUID) -> None:
    """试推送一条；没有送达的，说明原因。"""
    status = try_webhook(actor=Actor.host("org.manage_agencies"), webhook_id=webhook_id)
    answer({"delivered": True, "answer": status}, f"已送达，对方系统回答 {status}。")
