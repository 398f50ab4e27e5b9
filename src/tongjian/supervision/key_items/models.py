"""A key item is a standing matter; what is said about it comes in versions, its yearly reviews stand beside them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency, AgencyKind, Region
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.key_items.choices import ReviewOutcome, VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion

IN_LIST = (VersionState.PUBLISHED, VersionState.REMOVAL)


class KeyItem(Identified):
    """重点事项. `region` is the place that made it one."""

    code = models.CharField("编号", max_length=40, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="+")
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "重点事项"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("key_items:detail", args=[self.code])


class KeyItemVersion(Identified):
    """重点事项版本：immutable once it left the draft. `valid_until` is exclusive.

    `area` is a code of the dictionary `key_area`. `total` (0 to 100) and `threshold` are as they were when the version
    was scored; `exception` says why it is listed although it does not reach the threshold.
    """

    key_item = models.ForeignKey(KeyItem, models.PROTECT, related_name="versions", verbose_name="重点事项")
    number = models.PositiveIntegerField("版本号")
    state = models.CharField("状态", max_length=10, choices=VersionState, default=VersionState.DRAFT)
    name = models.CharField("名称", max_length=100)
    area = models.CharField("重点领域", max_length=40)
    reason = models.TextField("列为重点的理由", blank=True)
    scenario_version = models.ForeignKey(
        ScenarioVersion, models.PROTECT, null=True, blank=True, verbose_name="一件事", related_name="+"
    )
    total = models.DecimalField("得分", max_digits=4, decimal_places=1, default=Decimal(0))
    threshold = models.DecimalField("门槛", max_digits=4, decimal_places=1, default=Decimal(0))
    scored_at = models.DateTimeField("评分时间", null=True, blank=True)
    scored_by = models.UUIDField("评分人", null=True, blank=True)
    exception = models.TextField("未达门槛仍列入的理由", blank=True)
    created_by = models.UUIDField("提出人", null=True, blank=True)
    submitted_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="送审机关", related_name="+"
    )
    reviewed_by = models.UUIDField("审核人", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)
    removal_reason = models.TextField("移出理由", blank=True)
    removal_by = models.UUIDField("提出移出的人", null=True, blank=True)

    class Meta:
        verbose_name = "重点事项版本"
        ordering = ["key_item_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["key_item", "number"], name="key_item_version_once"),
            models.UniqueConstraint(
                fields=["key_item"],
                condition=Q(state__in=[VersionState.DRAFT, VersionState.REVIEW]),
                name="key_item_one_open_version",
            ),
            models.UniqueConstraint(fields=["key_item"], condition=Q(state__in=IN_LIST), name="key_item_listed_once"),
            models.CheckConstraint(
                name="key_item_published_has_date",
                condition=Q(state__in=[VersionState.DRAFT, VersionState.REVIEW])
                | Q(published_at__isnull=False, valid_from__isnull=False),
                violation_error_message="已公布的版本应当有公布时间和生效日期。",
            ),
            models.CheckConstraint(
                name="key_item_removed_with_reason",
                condition=~Q(state__in=[VersionState.REMOVAL, VersionState.REMOVED]) | ~Q(removal_reason=""),
                violation_error_message="移出应当说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class KeyPart(Identified):
    """所列事项：the item as such, whatever version of it is in force."""

    version = models.ForeignKey(KeyItemVersion, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField("序号")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="监管事项", related_name="+")

    class Meta:
        verbose_name = "所列事项"
        ordering = ["version_id", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "item"], name="key_part_once")]

    def __str__(self) -> str:
        return str(self.item)


class Responsibility(Identified):
    """某一级的牵头或者配合部门：a kind of department; which agency that is follows from the place."""

    version = models.ForeignKey(KeyItemVersion, models.CASCADE, related_name="responsibilities")
    number = models.PositiveIntegerField("序号")
    level = models.CharField("层级", max_length=10, choices=RegionLevel)
    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="部门", related_name="+")
    role = models.CharField("角色", max_length=10, choices=ParticipationRole)

    class Meta:
        verbose_name = "部门分工"
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "level", "agency_kind"], name="key_department_once"),
            models.UniqueConstraint(
                fields=["version", "level"], condition=Q(role=ParticipationRole.LEAD), name="key_lead_once_a_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.agency_kind} {self.get_role_display()}"


class Score(Identified):
    """一项标准的评分：with the rule as it was. `alone` is from how many points on this criterion suffices by itself;
    `proposed` is what the figures gave (none: by hand) and `figure` the figures in words."""

    version = models.ForeignKey(KeyItemVersion, models.CASCADE, related_name="scores")
    number = models.PositiveIntegerField("序号")
    criterion = models.CharField("标准", max_length=40)
    title = models.CharField("标准名称", max_length=200)
    points = models.PositiveIntegerField("得分")
    scale = models.PositiveIntegerField("满分")
    weight = models.PositiveIntegerField("权重")
    alone = models.PositiveIntegerField("单项门槛", null=True, blank=True)
    proposed = models.PositiveIntegerField("建议分", null=True, blank=True)
    figure = models.CharField("数据", max_length=300, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    citation = models.CharField("依据", max_length=300)
    confidence = models.CharField("可信度", max_length=10)

    class Meta:
        verbose_name = "评分"
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "criterion"], name="key_score_once"),
            models.CheckConstraint(
                name="key_score_within_scale",
                condition=Q(points__lte=F("scale")),
                violation_error_message="得分不能超过满分。",
            ),
            models.CheckConstraint(
                name="key_score_explained",
                condition=Q(proposed__isnull=False, proposed=F("points")) | ~Q(reason=""),
                violation_error_message="与建议分不同、或者没有建议分的，应当说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.points}"


class YearlyReview(Identified):
    """年度复核：append-only."""

    key_item = models.ForeignKey(KeyItem, models.PROTECT, related_name="reviews", verbose_name="重点事项")
    version = models.ForeignKey(KeyItemVersion, models.PROTECT, related_name="reviews", verbose_name="版本")
    outcome = models.CharField("结论", max_length=10, choices=ReviewOutcome)
    reason = models.TextField("理由")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="复核机关", related_name="+")
    by = models.UUIDField("复核人", null=True, blank=True)
    at = models.DateTimeField("复核时间")
    is_in_time = models.BooleanField("按期", default=True)

    class Meta:
        verbose_name = "年度复核"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.version} {self.get_outcome_display()}"
