"""Tables that only grow. Triggers (migration 0002) refuse update, delete, re-insert and truncate."""

from django.db import models

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.ledger.choices import DeliveryState


class Entry(Identified):
    """存证条目：who did what to which subject. `data` is canonical JSON text of whitelisted fields."""

    at = models.DateTimeField("时间", db_index=True)
    action = models.CharField("动作", max_length=80)
    actor_user_id = models.CharField("操作人", max_length=36, blank=True)
    actor_label = models.CharField("操作方", max_length=80, blank=True)
    agency_id = models.CharField("机关", max_length=36, blank=True)
    via = models.CharField("途径", max_length=20)
    subject_kind = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象", max_length=64)
    data = models.TextField("内容")

    class Meta:
        verbose_name = "存证条目"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="ledger_entry_subject"),
            models.Index(fields=["agency_id", "id"], name="ledger_entry_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind}:{self.subject_id}"


class Pending(models.Model):
    """未封存：entries that have no leaf yet; written with the entry, removed when it is sealed."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="+")

    class Meta:
        verbose_name = "未封存条目"

    def __str__(self) -> str:
        return str(self.entry_id)


class Leaf(models.Model):
    """叶：the place of an entry in the Merkle log and the hash of its canonical bytes (hex)."""

    index = models.BigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf", verbose_name="条目")
    hash = models.CharField("叶哈希", max_length=64)

    class Meta:
        verbose_name = "叶"

    def __str__(self) -> str:
        return f"#{self.index}"


class Subtree(models.Model):
    """子树：the hash (hex) of a complete run of 256 leaves, so that roots and proofs stay cheap."""

    index = models.BigIntegerField("序号", primary_key=True)
    hash = models.CharField("子树哈希", max_length=64)

    class Meta:
        verbose_name = "子树"

    def __str__(self) -> str:
        return f"#{self.index}"


class Checkpoint(models.Model):
    """检查点：a signed statement of size and root, as a C2SP tlog-checkpoint note."""

    size = models.BigIntegerField("条数", primary_key=True)
    root = models.CharField("根哈希", max_length=64)
    note = models.TextField("签名正文")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "检查点"

    def __str__(self) -> str:
        return f"{self.size}"


class SigningKey(models.Model):
    """签名密钥：the second and every later key of the log. The first is only in the home, beside these."""

    number = models.PositiveIntegerField("序号", primary_key=True)
    vkey = models.CharField("验证公钥", max_length=300, unique=True)
    at = models.DateTimeField("交接时间")

    class Meta:
        verbose_name = "签名密钥"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class Delivery(Identified):
    """投递：one event on its way to one subscriber; in order per subject, at least once."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="deliveries", verbose_name="条目")
    subscriber = models.CharField("订阅方", max_length=120)
    event = models.CharField("事件", max_length=80)
    payload = models.JSONField("内容")
    subject = models.CharField("对象", max_length=130)
    state = models.CharField("状态", max_length=20, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField("次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试")
    delivered_at = models.DateTimeField("投递时间", null=True, blank=True)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = "投递"
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="ledger_delivery_due")]

    def __str__(self) -> str:
        return f"{self.event} → {self.subscriber}"


class VerificationRun(Identified):
    """核验：somebody asked for the whole log to be checked; how far it is and what came out."""

    asked_by = models.CharField("要求核验的人", max_length=36, blank=True)
    asked_at = models.DateTimeField("要求时间")
    seen_at = models.DateTimeField("最近进展")
    done = models.BigIntegerField("已核验", default=0)
    total = models.BigIntegerField("总条数", default=0)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    checkpoints = models.PositiveIntegerField("检查点数", default=0)
    pending = models.PositiveIntegerField("未封存条数", default=0)
    first_bad = models.BigIntegerField("第一条有问题的", null=True, blank=True)
    problems = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = "核验"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_intact(self) -> bool:
        return self.finished_at is not None and not self.problems
