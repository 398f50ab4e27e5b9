"""What keeps every matter owned and on time. Matters are named by kind and key as text."""

from django.db import models
from django.urls import reverse

from tongjian.foundation.casework.choices import (
    ClockState,
    HandoverState,
    MailRhythm,
    NotificationKind,
    ParticipationRole,
    TodoState,
    WebhookState,
)
from tongjian.foundation.kernel.encryption import EncryptedTextField
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, User
from tongjian.foundation.rulebook.choices import Unit


class Clock(Identified):
    """时限：started by an event, due by a parameter of the rulebook as it stood then."""

    matter_kind = models.CharField("事项类型", max_length=60)
    matter_id = models.CharField("事项", max_length=64)
    title = models.CharField("名称", max_length=200)
    url = models.CharField("链接", max_length=200, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="责任机关", related_name="+")
    parameter_code = models.CharField("时限规则", max_length=60)
    amount = models.CharField("期限", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=4, choices=Unit, blank=True)
    citation = models.CharField("依据", max_length=300, blank=True)
    started_at = models.DateTimeField("起算时间")
    due_at = models.DateTimeField("到期时间", null=True, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)
    state = models.CharField("状态", max_length=10, choices=ClockState, default=ClockState.RUNNING)
    suspended_at = models.DateTimeField("中止时间", null=True, blank=True)
    warned_first_at = models.DateTimeField("首次提醒", null=True, blank=True)
    warned_last_at = models.DateTimeField("末次提醒", null=True, blank=True)
    reminded_at = models.DateTimeField("超期后再次提醒", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "时限"
        indexes = [
            models.Index(fields=["matter_kind", "matter_id"], name="clock_matter"),
            models.Index(fields=["state", "due_at"], name="clock_due"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("casework:clock", args=[self.pk])


class ClockChange(Identified):
    """时限变更：suspension, resumption, extension, recomputation, each with its reason."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="changes")
    kind = models.CharField("类型", max_length=20)
    at = models.DateTimeField("时间")
    due_before = models.DateTimeField("原到期", null=True, blank=True)
    due_after = models.DateTimeField("新到期", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    citation = models.CharField("依据", max_length=300, blank=True)
    by = models.CharField("操作人", max_length=80)

    class Meta:
        verbose_name = "时限变更"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Todo(Identified):
    """待办：what somebody of an agency who has the capability must do next."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="指定人", related_name="+")
    capability = models.CharField("所需权限", max_length=60, blank=True)
    title = models.CharField("事项", max_length=200)
    url = models.CharField("链接", max_length=200)
    matter_kind = models.CharField("事项类型", max_length=60)
    matter_id = models.CharField("事项", max_length=64)
    step = models.CharField("环节", max_length=40)
    clock = models.ForeignKey(Clock, models.SET_NULL, null=True, blank=True, related_name="todos")
    state = models.CharField("状态", max_length=10, choices=TodoState, default=TodoState.OPEN)
    created_at = models.DateTimeField("产生时间")
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "待办"
        indexes = [
            models.Index(fields=["agency", "state", "created_at"], name="todo_open"),
            models.Index(fields=["matter_kind", "matter_id", "step"], name="todo_matter"),
        ]

    def __str__(self) -> str:
        return self.title


class Arbitration(Identified):
    """指定承办：the common superior of two agencies decides which agency holds a matter that was returned too often.

    `handover_id` is the hand-over that was returned last; until `decided_at` the `temporary` holder keeps the matter.
    """

    matter_kind = models.CharField("事项类型", max_length=60)
    matter_id = models.CharField("事项", max_length=64)
    handover_id = models.UUIDField("交接", unique=True)
    title = models.CharField("事项名称", max_length=200)
    url = models.CharField("链接", max_length=200)
    arbiter = models.ForeignKey(Agency, models.PROTECT, verbose_name="裁定机关", related_name="+")
    temporary = models.ForeignKey(Agency, models.PROTECT, verbose_name="暂持机关", related_name="+")
    refusing = models.ForeignKey(Agency, models.PROTECT, verbose_name="退回机关", related_name="+")
    asked_at = models.DateTimeField("报请时间")
    holder = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="指定承办机关", related_name="+"
    )
    reason = models.CharField("指定理由", max_length=300, blank=True)
    citation = models.CharField("依据", max_length=300, blank=True)
    decided_by = models.UUIDField("决定人", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("终止时间", null=True, blank=True)

    class Meta:
        verbose_name = "指定承办"
        indexes = [
            models.Index(fields=["arbiter", "decided_at"], name="arbitration_arbiter"),
            models.Index(fields=["matter_kind", "matter_id"], name="arbitration_matter"),
        ]
        constraints = [
            models.CheckConstraint(
                name="arbitration_decided_in_full",
                condition=models.Q(decided_at=None, holder=None)
                | models.Q(decided_at__isnull=False, holder__isnull=False)
                & ~models.Q(reason="")
                & ~models.Q(citation=""),
                violation_error_message="指定决定应当写明承办机关、理由和依据。",
            ),
            models.CheckConstraint(
                name="arbitration_decided_or_withdrawn",
                condition=models.Q(decided_at=None) | models.Q(withdrawn_at=None),
                violation_error_message="已经终止的不能再作指定决定。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Announcement(Identified):
    """消息：something happened that whoever of an agency has the capability, or one person of it, should hear of.

    Written in the transaction of what happened; the worker tells people of it after the commit, each of them once.
    What asks for a `todo` is news only while that is open.
    """

    kind = models.CharField("类型", max_length=12, choices=NotificationKind)
    title = models.CharField("内容", max_length=200)
    url = models.CharField("链接", max_length=200, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="指定人", related_name="+")
    capability = models.CharField("所需权限", max_length=60, blank=True)
    todo = models.ForeignKey(Todo, models.CASCADE, null=True, blank=True, verbose_name="待办", related_name="+")
    matter_kind = models.CharField("事项类型", max_length=60)
    matter_id = models.CharField("事项", max_length=64)
    at = models.DateTimeField("时间")
    by = models.UUIDField("操作人", null=True, blank=True)
    told_at = models.DateTimeField("通知时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        indexes = [models.Index(fields=["id"], condition=models.Q(told_at=None), name="announcement_untold")]

    def __str__(self) -> str:
        return self.title


class Notification(Identified):
    """通知：one announcement as one person has it, read or not."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, verbose_name="消息", related_name="notifications")
    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="+")
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    mailed_at = models.DateTimeField("邮件时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="notification_once")]
        indexes = [
            models.Index(fields=["user", "agency", "at"], name="notification_of_person"),
            models.Index(fields=["user", "agency"], condition=models.Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return str(self.announcement)


class MailPreference(Identified):
    """邮件提醒：where and when a person has news by mail. Nothing goes to an address before its owner confirmed it."""

    user = models.OneToOneField(User, models.PROTECT, verbose_name="用户", related_name="+")
    address = EncryptedTextField("邮箱")
    rhythm = models.CharField("频次", max_length=10, choices=MailRhythm, default=MailRhythm.AT_ONCE)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    due_at = models.DateTimeField("下次发送", db_index=True)
    failures = models.PositiveSmallIntegerField("连续失败", default=0)
    error = models.CharField("失败原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "邮件提醒"

    def __str__(self) -> str:
        return str(self.user)


class Webhook(Identified):
    """消息推送：a system of an agency that is sent what the agency is told, in order, signed with a shared secret."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="+")
    name = models.CharField("用途", max_length=60)
    url = models.CharField("接收地址", max_length=300)
    secret = EncryptedTextField("签名密钥")
    created_at = models.DateTimeField("创建时间")
    paused_at = models.DateTimeField("暂停时间", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    due_at = models.DateTimeField("下次发送")
    delivered_at = models.DateTimeField("最近送达", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("连续失败", default=0)
    error = models.CharField("失败原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "消息推送"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("casework:webhook", args=[self.pk])


class WebhookDelivery(Identified):
    """推送：one announcement on its way to one system; its number is the order in which the system gets them."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, verbose_name="消息推送", related_name="deliveries")
    announcement = models.ForeignKey(Announcement, models.CASCADE, verbose_name="消息", related_name="+")
    state = models.CharField("状态", max_length=12, choices=WebhookState, default=WebhookState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    answer = models.PositiveSmallIntegerField("对方回答", null=True, blank=True)
    error = models.CharField("失败原因", max_length=300, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        verbose_name = "推送"
        constraints = [models.UniqueConstraint(fields=["webhook", "announcement"], name="webhook_delivery_once")]
        indexes = [
            models.Index(
                fields=["webhook", "id"], condition=models.Q(state="waiting"), name="webhook_delivery_waiting"
            ),
            models.Index(fields=["webhook", "-id"], name="webhook_delivery_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement} → {self.webhook}"


class Sequence(models.Model):
    """编号：the last number given in a series, such as `抽取-140100-2026`."""

    series = models.CharField("序列", max_length=80, primary_key=True)
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "编号"

    def __str__(self) -> str:
        return self.series


class Document(Identified):
    """文书：issued under a number of its agency; what it says is pinned, and the file is the one that was issued."""

    number = models.CharField("文号", max_length=120, unique=True)
    kind = models.CharField("文种", max_length=40)
    title = models.CharField("标题", max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="制发机关", related_name="+")
    matter_kind = models.CharField("事项类型", max_length=60)
    matter_id = models.CharField("事项", max_length=64)
    matter = models.CharField("事项编号", max_length=120, blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    facts = models.TextField("内容")
    template_sha256 = models.CharField("模板摘要", max_length=64)
    file = models.CharField("文件", max_length=200)
    sha256 = models.CharField("文件摘要", max_length=64)
    check_word = models.CharField("核验码", max_length=12)
    issued_by = models.UUIDField("制发人", null=True, blank=True)
    issued_at = models.DateTimeField("制发时间")
    voided_by = models.UUIDField("作废人", null=True, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "文书"
        ordering = ["-issued_at", "-id"]
        indexes = [
            models.Index(fields=["matter_kind", "matter_id"], name="document_matter"),
            models.Index(fields=["agency", "-issued_at", "-id"], name="document_agency"),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_voided_with_reason",
                condition=models.Q(voided_at=None, void_reason="")
                | models.Q(voided_at__isnull=False) & ~models.Q(void_reason=""),
                violation_error_message="作废文书应当说明理由。",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])


class Participation(Identified):
    """参与：one row per agency on a matter. Procedures make concrete rows."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="+")
    role = models.CharField("角色", max_length=10, choices=ParticipationRole)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        abstract = True


class Handover(Identified):
    """交接：offer, accept, or return with a coded reason and a suggested addressee."""

    from_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="移交机关", related_name="+")
    to_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="接收机关", related_name="+")
    holder = models.ForeignKey(Agency, models.PROTECT, verbose_name="暂持机关", related_name="+")
    state = models.CharField("状态", max_length=12, choices=HandoverState, default=HandoverState.OFFERED)
    reason = models.CharField("移交理由", max_length=300)
    return_code = models.CharField("退回原因", max_length=40, blank=True)
    return_note = models.CharField("退回说明", max_length=300, blank=True)
    suggested = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="建议接收机关", related_name="+"
    )
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    offered_at = models.DateTimeField("移交时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        abstract = True
