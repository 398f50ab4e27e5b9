"""Facts about supervised entities. Which batch or person a fact came from is kept per fact."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Region
from tongjian.supervision.registry.choices import (
    PERSONS,
    EntityKind,
    EntityStatus,
    IdentifierKind,
    PointSource,
)


class Entity(Identified):
    """监管对象. `region` comes from its address or a region column, never from its code."""

    name = models.CharField("名称", max_length=200)
    search_name = models.CharField("检索名", max_length=200)
    kind = models.CharField("类别", max_length=24, choices=EntityKind)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name="所在区划", related_name="+", db_index=False
    )
    address = models.CharField("住所", max_length=400, blank=True)
    industry = models.CharField("行业", max_length=10, blank=True)
    status = models.CharField("状态", max_length=14, choices=EntityStatus, default=EntityStatus.ACTIVE)
    organisation_type = models.CharField("主体类型", max_length=100, blank=True)
    registered_capital = models.CharField("注册资本", max_length=60, blank=True)
    business_scope = models.TextField("经营范围", blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    representative = models.CharField("法定代表人（负责人）", max_length=32, blank=True, default="")
    """A pseudonym (`kernel.encryption.pseudonym`): says which entities have the same one, and not who it is."""
    created_at = models.DateTimeField("入库时间")
    updated_at = models.DateTimeField("更新时间")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="已并入",
        related_name="merged",
        db_index=False,
    )
    """The same entity under another row, which is the one that is kept; never more than one step away."""

    class Meta:
        verbose_name = "监管对象"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="entity_uscc_once"),
        ]
        # Every index is paid for by each row of an import. Named here and not at the field, where PostgreSQL would get
        # a second one for "begins with", which nobody asks.
        indexes = [
            models.Index(fields=["region", "id"], name="entity_region_id"),
            models.Index(fields=["search_name"], name="entity_search_name"),
            models.Index(fields=["uscc"], name="entity_uscc"),
            models.Index(fields=["representative"], condition=~Q(representative=""), name="entity_representative"),
            # Only of merged rows: SQLite would take an index of all for "not merged", which nearly every row is.
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="entity_merged_into"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:detail", args=[self.pk])

    @property
    def public_name(self) -> str:
        """As everybody may read it: of a person's name the first character."""
        return f"{self.name[:1]}**" if self.kind in PERSONS else self.name


class Identifier(Identified):
    """标识：a code by which somebody knows the entity."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="identifiers")
    kind = models.CharField("类型", max_length=14, choices=IdentifierKind)
    value = models.CharField("号码", max_length=60)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "标识"
        indexes = [models.Index(fields=["value"], name="identifier_value")]
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
    search_name = models.CharField("检索名", max_length=200)
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
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name="区划", related_name="+", db_index=False
    )
    is_main = models.BooleanField("主要场所", default=True)
    """Stands where the entity is registered, and moves with it."""
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name="乡镇（街道）", related_name="+", db_index=False
    )
    longitude = models.FloatField("经度（WGS84）", null=True, blank=True)
    latitude = models.FloatField("纬度（WGS84）", null=True, blank=True)
    tolerance_metres = models.PositiveIntegerField("误差（米）", null=True, blank=True)
    point_source = models.CharField("坐标来源", max_length=10, choices=PointSource, blank=True, default="")
    located_address = models.CharField("定位时的地址", max_length=400, blank=True, default="")
    """Township and point were given for this address; an import that moves the premises leaves them behind."""
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期", null=True, blank=True)
    """The first day on which nobody is there any more."""

    class Meta:
        verbose_name = "场所"
        ordering = ["-is_main", "id"]
        indexes = [
            models.Index(fields=["region"], name="premises_region"),
            models.Index(fields=["township"], name="premises_township"),
        ]
        constraints = [models.UniqueConstraint(fields=["entity"], condition=Q(is_main=True), name="premises_one_main")]

    def __str__(self) -> str:
        return self.address

    @property
    def is_located(self) -> bool:
        """Whether the point is that of the present address."""
        return self.longitude is not None and self.located_address == self.address

    @property
    def present_township(self) -> Region | None:
        return self.township if self.located_address == self.address else None

    def is_open_on(self, day: date) -> bool:
        return self.valid_until is None or day < self.valid_until
