"""Facts about supervised entities. Which batch or person a fact came from is kept per fact."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, Officer, Region
from tongjian.supervision.registry.choices import (
    EntityKind,
    EntityStatus,
    IdentifierKind,
    LikenessDecision,
    PermitState,
    PointSource,
    RelationKind,
)


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
        indexes = [
            models.Index(fields=["region", "id"], name="entity_region_id"),
            # Only of merged rows: SQLite would take an index of all for "not merged", which nearly every row is.
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="entity_merged_into"),
        ]

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
    """Stands where the entity is registered, and moves with it."""
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name="乡镇（街道）", related_name="+"
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


class SearchText(models.Model):
    """检索文本：all an entity is found by, one per entity that is not merged into another."""

    id = models.BigAutoField(primary_key=True)
    entity = models.OneToOneField(Entity, models.CASCADE, related_name="search_text")
    text = models.TextField("文本")

    class Meta:
        verbose_name = "检索文本"

    def __str__(self) -> str:
        return self.text.partition("\n")[0]


class Outdated(models.Model):
    """待更新检索：an entity whose names or numbers changed since its search text was made. Written by triggers of the
    database, so that no way of writing forgets it; read until `refresh_search` has dealt with it."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.UUIDField("监管对象", db_index=True)

    class Meta:
        verbose_name = "待更新检索"

    def __str__(self) -> str:
        return str(self.entity_id)


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
