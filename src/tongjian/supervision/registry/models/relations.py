"""What belongs to an entity besides its facts: permits, relations, interests, tags."""

from datetime import date

from django.db import models
from django.db.models import Q

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, Officer
from tongjian.supervision.registry.choices import (
    PermitState,
    RelationKind,
)
from tongjian.supervision.registry.models.entities import Entity


class Interest(Identified):
    """利害关系：an officer who must not inspect this entity (行政处罚法 第43条)."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="interests")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="执法人员", related_name="+")
    reason = models.CharField("关系", max_length=200)
    declared_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = "利害关系"
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "officer"], condition=Q(ended_at=None), name="interest_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Permit(Identified):
    """许可：what an agency allows the entity to do, and for how long. It still holds on `last_day`."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="permits")
    kind = models.CharField("许可名称", max_length=100)
    number = models.CharField("许可证编号", max_length=100)
    issuer = models.CharField("发证机关", max_length=100)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name="机关", related_name="+")
    """The issuer, where this system knows an agency of that name."""
    scope = models.TextField("许可范围", blank=True)
    valid_from = models.DateField("有效期自", null=True, blank=True)
    last_day = models.DateField("有效期至", null=True, blank=True)
    ended_on = models.DateField("注销（撤销）日期", null=True, blank=True)
    recorded_by = models.UUIDField("登记人", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "许可"
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "kind", "number"], condition=Q(ended_on=None), name="permit_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def state_on(self, day: date) -> PermitState:
        """Follows from the dates; nobody sets it."""
        if self.ended_on is not None and self.ended_on <= day:
            return PermitState.ENDED
        if self.valid_from is not None and day < self.valid_from:
            return PermitState.AHEAD
        if self.last_day is not None and self.last_day < day:
            return PermitState.EXPIRED
        return PermitState.VALID


class Relation(Identified):
    """关联：`entity` is a branch, or a supplier, of `other`."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Entity, models.PROTECT, verbose_name="另一方", related_name="relations_to")
    kind = models.CharField("关系", max_length=10, choices=RelationKind)
    valid_from = models.DateField("开始日期", null=True, blank=True)
    valid_until = models.DateField("结束日期", null=True, blank=True)
    recorded_by = models.UUIDField("登记人", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "关联"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "other", "kind"], condition=Q(valid_until=None), name="relation_once_while_open"
            ),
            models.CheckConstraint(condition=~Q(entity=models.F("other")), name="relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.kind} {self.other_id}"


class Tag(Identified):
    """标签：a word an agency sorts entities by; others see it only if it is shared."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="机关", related_name="+")
    name = models.CharField("标签", max_length=20)
    is_shared = models.BooleanField("其他部门可见", default=False)

    class Meta:
        verbose_name = "标签"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="tag_once_per_agency")]

    def __str__(self) -> str:
        return self.name


class Tagging(Identified):
    """打标签：the entity carries the tag until it is taken off."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="taggings")
    tag = models.ForeignKey(Tag, models.PROTECT, verbose_name="标签", related_name="taggings")
    tagged_by = models.UUIDField("打标签人", null=True, blank=True)
    tagged_at = models.DateTimeField("打标签时间")
    removed_at = models.DateTimeField("取下时间", null=True, blank=True)

    class Meta:
        verbose_name = "对象标签"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "tag"], condition=Q(removed_at=None), name="tagging_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.tag_id}"
