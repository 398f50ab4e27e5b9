"""What casework records and tells."""

from dataclasses import dataclass
from typing import ClassVar

from tongjian.foundation.ledger.actions import declare

_CLOCK = ("matter", "title", "parameter", "due_at", "agency_id")
declare("agency.work_followed", "承接待办和时限", "from_agency_id", "todos", "clocks")
declare("clock.started", "开始计时", *_CLOCK, "is_provisional")
declare("clock.met", "完成时限事项", "matter", "late")
declare("clock.expired", "时限超期", *_CLOCK)
declare("clock.suspended", "中止计时", "matter", "ground", "reason", "citation")
declare("clock.resumed", "恢复计时", "matter", "reason", "due_at")
declare("clock.extended", "延长时限", "matter", "reason", "citation", "due_before", "due_at")
declare("clock.reminded", "超期后再次提醒", *_CLOCK)
declare("clock.recomputed", "重算时限", "matter", "due_before", "due_at", "is_provisional")
declare("clock.cancelled", "取消计时", "matter", "reason")
declare("webhook.created", "开通消息推送", "agency_id", "url")
declare("webhook.paused", "暂停消息推送")
declare("webhook.resumed", "恢复消息推送")
declare("webhook.resent", "重发未送达的消息", "messages")
declare("webhook.ended", "停用消息推送")
declare("mail.chosen", "设置邮件提醒", "rhythm")
declare("mail.confirmed", "确认邮箱")
_DOCUMENT = ("number", "kind", "agency_id", "sha256")
declare("document.issued", "制发文书", *_DOCUMENT, "template_sha256", "matter")
declare("document.voided", "作废文书", *_DOCUMENT, "reason")
declare("handover.offered", "移交", "from_agency_id", "to_agency_id", "reason")
declare("handover.accepted", "接收", "to_agency_id")
declare("handover.returned", "退回", "to_agency_id", "return_code", "suggested_id", "returns")
declare("handover.arbitration_asked", "报共同上级指定", "returns")
declare(
    "arbitration.asked", "报请指定承办机关",
    "handover_id", "arbiter_id", "temporary_id", "refusing_id", "is_common_superior",
)  # fmt: skip
declare("arbitration.decided", "指定承办机关", "handover_id", "holder_id", "previous_id", "reason", "citation")
declare("arbitration.withdrawn", "终止指定", "handover_id", "reason")


@dataclass(frozen=True, slots=True)
class ClockExpired:
    """A limit passed without its act: the superior agency is told to oversee it."""

    name: ClassVar[str] = "clock.expired"

    clock_id: str
    matter_kind: str
    matter_id: str
    agency_id: str


@dataclass(frozen=True, slots=True)
class ClockStillExpired:
    """So many working days later (`clock.remind_again`) the act is still missing: the government is told as well."""

    name: ClassVar[str] = "clock.still_expired"

    clock_id: str
    matter_kind: str
    matter_id: str
    agency_id: str
