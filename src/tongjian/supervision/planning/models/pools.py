"""The lists from which a department draws: whom its rule takes in, whom somebody put in or took out by hand, when."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency
from tongjian.supervision.planning.choices import MarkKind, PoolKind
from tongjian.supervision.registry.models import Entity


class ObjectPool(Identified):
    """检查对象名录库（专项库）：a named list of entities of one agency.

    Its members by rule are never written down: they are whom the rule hits on the day one asks. Only what was changed
    by hand is a row.
    """

    code = models.CharField("名录编号", max_length=64, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="部门", related_name="+")
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=10, choices=PoolKind)
    created_by = models.UUIDField("建立人", null=True, blank=True)
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "检查对象名录库"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pools:detail", args=[self.pk])


class PoolRule(Identified):
    """名录规则：the scope (as of a demand) by which a pool takes in entities, as long as it holds. A time without a
    rule is one of a pool filled by hand alone."""

    pool = models.ForeignKey(ObjectPool, models.CASCADE, related_name="rules", verbose_name="名录")
    scope = models.JSONField("对象范围", default=dict)
    reason = models.CharField("理由", max_length=300)
    valid_from = models.DateField("起始日期")
    valid_until = models.DateField("截止日期（不含）", null=True, blank=True)
    made_by = models.UUIDField("制定人", null=True, blank=True)
    made_at = models.DateTimeField("制定时间")

    class Meta:
        verbose_name = "名录规则"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["pool"], condition=Q(valid_until=None), name="pool_rule_one_open"),
            models.CheckConstraint(
                name="pool_rule_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="规则的截止日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.valid_from}"


class PoolMark(Identified):
    """手工增减：one entity put into a pool or taken out of it by hand, whatever the rule says, until it ends."""

    pool = models.ForeignKey(ObjectPool, models.CASCADE, related_name="marks", verbose_name="名录")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="+", verbose_name="监管对象")
    kind = models.CharField("处理", max_length=10, choices=MarkKind)
    reason = models.CharField("理由", max_length=300)
    valid_from = models.DateField("起始日期")
    valid_until = models.DateField("截止日期（不含）", null=True, blank=True)
    made_by = models.UUIDField("办理人", null=True, blank=True)
    made_at = models.DateTimeField("办理时间")
    ended_by = models.UUIDField("终止人", null=True, blank=True)
    end_reason = models.CharField("终止理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "手工增减"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "entity"], condition=Q(valid_until=None), name="pool_mark_one_open"
            ),
            models.CheckConstraint(
                name="pool_mark_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="截止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                name="pool_mark_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="手工加入或者移出应当说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.entity_id} {self.kind}"
