"""Items are pinned by version: whatever was done under a version renders as it was."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency, AgencyKind, Officer, Region
from tongjian.supervision.catalog.choices import (
    AdoptionState,
    CheckForm,
    Choice,
    Secrecy,
    VersionState,
)


class Item(Identified):
    """监管事项. `code` is ASCII and ours; `national_code` is the 14-digit 监管事项目录编码 where the file has one.

    Without a national code the natural key is place + department kind + name + sub-item. `region` is where it was
    compiled: below it other places adopt it (`Adoption`); without a region it is not placed yet (未定级) and applies
    everywhere. `main` is the 主项 of a sub-item. `is_restricted` follows the version published last.
    """

    code = models.CharField("事项编码", max_length=40, unique=True)
    national_code = models.CharField("目录编码", max_length=14, blank=True)
    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="部门类别", related_name="+")
    name = models.CharField("事项名称", max_length=200)
    sub_name = models.CharField("子项名称", max_length=200, blank=True)
    main = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="所属主项", related_name="sub_items"
    )
    level = models.CharField("编制层级", max_length=10, choices=RegionLevel, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name="编制区划", related_name="+"
    )
    compiled_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="编制部门", related_name="+"
    )
    is_restricted = models.BooleanField("不公开", default=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="替代事项", related_name="predecessors"
    )
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "监管事项"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency_kind", "name", "sub_name"],
                name="item_natural_key_unplaced",
                condition=Q(national_code="", region=None),
            ),
            models.UniqueConstraint(
                fields=["region", "agency_kind", "name", "sub_name"],
                name="item_natural_key_placed",
                condition=Q(national_code="", region__isnull=False),
            ),
            models.CheckConstraint(
                name="item_level_iff_region",
                condition=Q(level="", region=None) | (~Q(level="") & Q(region__isnull=False)),
                violation_error_message="编制层级与编制区划应当同时填写。",
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
    """事项版本：immutable once published. `valid_until` is exclusive.

    The fields are those of the national list of items (主项, 子项) and of its 检查实施清单. `apply_scope` holds
    1 全省, 2 地市, 3 区县 with commas, empty for all; `industries` codes of GB/T 4754 with “;”;
    `implementation_codes` several codes with “;”; `post_permit` is a code of the dictionary `post_permit_check`.
    """

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
    duty_code = models.CharField("职能部门编码", max_length=40, blank=True)
    line_code = models.CharField("业务条线编码", max_length=40, blank=True)
    power_code = models.CharField("对应权力事项编码", max_length=100, blank=True)
    permit_type = models.CharField("对应许可事项类型", max_length=100, blank=True)
    permit_name = models.CharField("对应许可事项名称", max_length=200, blank=True)
    object_category = models.CharField("监管对象类别", max_length=100, blank=True)
    supervision_form = models.CharField("监管形式", max_length=100, blank=True)
    supervision_level = models.CharField("监管层级", max_length=100, blank=True)
    process = models.TextField("监管流程", blank=True)
    outcome = models.TextField("监管结果", blank=True)
    apply_scope = models.CharField("适用范围", max_length=10, blank=True)
    implementation_codes = models.CharField("检查实施清单编码", max_length=800, blank=True)
    check_form = models.CharField("检查形式", max_length=2, choices=CheckForm, blank=True)
    check_category = models.CharField("检查类别", max_length=100, blank=True)
    standard = models.TextField("检查标准", blank=True)
    materials = models.TextField("检查材料", blank=True)
    industries = models.CharField("适用行业", max_length=500, blank=True)
    secrecy = models.CharField("公开属性", max_length=10, choices=Secrecy, blank=True)
    post_permit = models.CharField("证后监督类别", max_length=40, blank=True)
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


class Adoption(Identified):
    """领用：what a department of a place makes of an item compiled above it. Rows are history: a new choice that is
    published ends the one before. `valid_until` is exclusive."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="adoptions", verbose_name="事项")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="领用部门")
    choice = models.CharField("选择", max_length=8, choices=Choice)
    state = models.CharField("状态", max_length=10, choices=AdoptionState, default=AdoptionState.REVIEW)
    reason = models.CharField("理由", max_length=500, blank=True)
    chosen_by = models.UUIDField("经办人", null=True, blank=True)
    chosen_at = models.DateTimeField("提出时间")
    reviewed_by = models.UUIDField("审核人", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "事项领用"
        ordering = ["agency_id", "item_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "item"], name="adoption_once_in_review", condition=Q(state=AdoptionState.REVIEW)
            ),
            models.UniqueConstraint(
                fields=["agency", "item"], name="adoption_once_in_force", condition=Q(state=AdoptionState.PUBLISHED)
            ),
            models.CheckConstraint(
                name="published_adoption_has_date",
                condition=~Q(state=AdoptionState.PUBLISHED) | Q(valid_from__isnull=False, valid_until=None),
                violation_error_message="已公布的领用应当有生效日期。",
            ),
            models.CheckConstraint(
                name="declined_with_reason",
                condition=~Q(choice=Choice.DECLINE) | ~Q(reason=""),
                violation_error_message="不领用应当说明理由。",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "choice", "item"], name="adoption_by_agency")]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_choice_display()} {self.item}"


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
