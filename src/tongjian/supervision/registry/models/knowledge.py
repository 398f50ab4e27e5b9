"""Where facts came from, what was known before, and which rows are one entity."""

from django.db import models
from django.db.models import Q

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.models import Identified
from tongjian.supervision.registry.choices import (
    LikenessDecision,
)
from tongjian.supervision.registry.models.entities import Entity


class Provenance(models.Model):
    """来源：which batch and row, or which person, gave the present values of `fields`.

    A field is in one row of an entity at most; a row whose fields all came from elsewhere since is deleted.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="provenance", db_index=False)
    """Found by the constraint below, which begins with it."""
    fields = models.JSONField("字段")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, verbose_name="批次", related_name="+")
    row = models.PositiveIntegerField("行号", null=True, blank=True)
    user_id = models.UUIDField("修改人", null=True, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "来源"
        constraints = [models.UniqueConstraint(fields=["entity", "batch", "row"], name="provenance_once_per_row")]

    def __str__(self) -> str:
        return f"{self.fields} ← {self.batch_id}"


class PastFact(models.Model):
    """以前的信息：a value that `field` had from `since` until `until`, and which batch or person had given it.

    Together with the present facts and their sources it says what was known at any moment.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="past_facts")
    field = models.CharField("字段", max_length=40)
    value = models.TextField("值", blank=True)
    since = models.DateTimeField("采用时间")
    until = models.DateTimeField("改变时间")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, verbose_name="批次", related_name="+")
    row = models.PositiveIntegerField("行号", null=True, blank=True)
    user_id = models.UUIDField("修改人", null=True, blank=True)

    class Meta:
        verbose_name = "以前的信息"
        ordering = ["-until", "-id"]

    def __str__(self) -> str:
        return f"{self.field}={self.value}"


class Merge(Identified):
    """合并：two rows turned out to be the same entity. `loser` is kept as it was and points to `winner`; only its
    identifiers moved, so that a file that names them finds the winner."""

    winner = models.ForeignKey(Entity, models.PROTECT, verbose_name="保留", related_name="+")
    loser = models.ForeignKey(Entity, models.PROTECT, verbose_name="并入", related_name="+")
    reason = models.CharField("理由", max_length=300)
    moved = models.JSONField("移动的标识")
    carried = models.JSONField("随同并入")
    """Keys of identifiers that moved, and of entities that had been merged into the loser before."""
    merged_by = models.UUIDField("合并人", null=True, blank=True)
    merged_at = models.DateTimeField("合并时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "合并"
        constraints = [
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="merge_once_while_open"),
            models.CheckConstraint(condition=~Q(winner=models.F("loser")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"


class Likeness(Identified):
    """疑似同一：a row of another department's file that may be this entity, why, and what a person said of it.

    `key` is a hash of what the row says, so that a decision holds for the same row of every later file.
    """

    key = models.CharField("行内容", max_length=64)
    given = models.JSONField("来文内容")
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="likenesses")
    score = models.FloatField("可能性")
    explanation = models.JSONField("比对")
    file_name = models.CharField("文件", max_length=200)
    row = models.PositiveIntegerField("行号")
    decision = models.CharField("判断", max_length=10, choices=LikenessDecision, default=LikenessDecision.OPEN)
    decided_by = models.UUIDField("判断人", null=True, blank=True)
    decided_at = models.DateTimeField("判断时间", null=True, blank=True)
    found_at = models.DateTimeField("发现时间")

    class Meta:
        verbose_name = "疑似同一"
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "entity"], name="likeness_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(decision="same"), name="likeness_same_as_one"),
        ]

    def __str__(self) -> str:
        return f"{self.given.get('name', '')} ≈ {self.entity_id}"
