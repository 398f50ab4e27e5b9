"""Facts about supervised entities. Which batch or person a fact came from is kept per fact."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Officer, Region
from tongjian.supervision.registry.choices import EntityKind, EntityStatus, IdentifierKind


class Entity(Identified):
    """监管对象. `region` comes from its address or a region column, never from its code."""

    name = models.CharField("名称", max_length=200)
    search_name = models.CharField("检索名", max_length=200, db_index=True)
    kind = models.CharField("类别", max_length=24, choices=EntityKind)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name="所在区划", related_name="+"
    )
    address = models.CharField("住所", max_length=400, blank=True)
    industry = models.CharField("行业", max_length=10, blank=True)
    status = models.CharField("状态", max_length=14, choices=EntityStatus, default=EntityStatus.ACTIVE)
    organisation_type = models.CharField("主体类型", max_length=100, blank=True)
    registered_capital = models.CharField("注册资本", max_length=60, blank=True)
    business_scope = models.TextField("经营范围", blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    created_at = models.DateTimeField("入库时间")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "监管对象"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="entity_uscc_once"),
        ]
        indexes = [models.Index(fields=["region", "id"], name="entity_region_id")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:detail", args=[self.pk])


class Identifier(Identified):
    """标识：a code by which somebody knows the entity."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="identifiers")
    kind = models.CharField("类型", max_length=14, choices=IdentifierKind)
    value = models.CharField("号码", max_length=60, db_index=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "标识"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(valid_until=None), name="identifier_once_while_valid"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class FormerName(Identified):
    """曾用名."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="former_names")
    name = models.CharField("名称", max_length=200)
    search_name = models.CharField("检索名", max_length=200, db_index=True)
    until = models.DateTimeField("停用时间")

    class Meta:
        verbose_name = "曾用名"
        ordering = ["-until"]

    def __str__(self) -> str:
        return self.name


class Premises(Identified):
    """场所：where an entity can be visited."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="premises")
    address = models.CharField("地址", max_length=400)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="区划", related_name="+")
    is_main = models.BooleanField("主要场所", default=True)

    class Meta:
        verbose_name = "场所"
        constraints = [models.UniqueConstraint(fields=["entity"], condition=Q(is_main=True), name="premises_one_main")]

    def __str__(self) -> str:
        return self.address


class Provenance(models.Model):
    """来源：which batch and row, or which person, gave the present values of `fields`.

    A field is in one row of an entity at most; a row whose fields all came from elsewhere since is deleted.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="provenance")
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
