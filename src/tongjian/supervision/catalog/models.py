"""Items are pinned by version: whatever was done under a version renders as it was."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, AgencyKind, Officer
from tongjian.supervision.catalog.choices import VersionState


class Item(Identified):
    """监管事项. `code` is ASCII and ours; `national_code` is the 14-digit 监管事项目录编码 where the file has one.

    Without a national code the natural key is department kind + name + sub-item.
    """

    code = models.CharField("事项编码", max_length=40, unique=True)
    national_code = models.CharField("目录编码", max_length=14, blank=True)
    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="部门类别", related_name="+")
    name = models.CharField("事项名称", max_length=200)
    sub_name = models.CharField("子项名称", max_length=200, blank=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "监管事项"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency_kind", "name", "sub_name"], name="item_natural_key", condition=Q(national_code="")
            ),
            models.UniqueConstraint(
                fields=["national_code"], condition=~Q(national_code=""), name="item_national_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return f"{self.name}（{self.sub_name}）" if self.sub_name else self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:item", args=[self.code])


class Checklist(Identified):
    """检查表：a numbered list of check points."""

    code = models.CharField("表号", max_length=40, unique=True)
    name = models.CharField("表名", max_length=200)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "检查表"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:checklist", args=[self.code])


class CheckPoint(Identified):
    """检查要点."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="check_points")
    number = models.PositiveIntegerField("序号")
    content = models.TextField("检查内容")
    method = models.TextField("操作方法与要领", blank=True)

    class Meta:
        verbose_name = "检查要点"
        ordering = ["checklist_id", "number"]
        constraints = [models.UniqueConstraint(fields=["checklist", "number"], name="check_point_once")]

    def __str__(self) -> str:
        return self.content


class ItemVersion(Identified):
    """事项版本：immutable once published. `valid_until` is exclusive."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name="事项")
    number = models.PositiveIntegerField("版本号")
    state = models.CharField("状态", max_length=10, choices=VersionState, default=VersionState.DRAFT)
    object_kind = models.CharField("检查对象", max_length=200, blank=True)
    legal_basis = models.TextField("检查依据", blank=True)
    subject = models.CharField("检查主体", max_length=200, blank=True)
    ratio_text = models.CharField("抽查比例", max_length=300, blank=True)
    frequency_text = models.CharField("抽查频次", max_length=300, blank=True)
    method = models.CharField("检查方式", max_length=200, blank=True)
    officer_requirement = models.CharField("检查人员要求", max_length=200, blank=True)
    note = models.TextField("备注", blank=True)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, verbose_name="检查表", related_name="item_versions"
    )
    created_by = models.UUIDField("编制人", null=True, blank=True)
    submitted_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="送审机关", related_name="+"
    )
    reviewed_by = models.UUIDField("审核人", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "事项版本"
        ordering = ["item_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            models.CheckConstraint(
                name="published_version_has_date",
                condition=~Q(state=VersionState.PUBLISHED) | Q(published_at__isnull=False, valid_from__isnull=False),
                violation_error_message="已发布的版本应当有发布时间和生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} v{self.number}"


class Qualification(Identified):
    """执法人员事项资格：which items an officer may check."""

    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="执法人员", related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="qualifications")
    valid_until = models.DateField("有效期至（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "事项资格"
        constraints = [models.UniqueConstraint(fields=["officer", "item"], name="qualification_once")]

    def __str__(self) -> str:
        return f"{self.officer} {self.item}"
