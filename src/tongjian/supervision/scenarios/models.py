"""A scenario is pinned by version, and its versions pin those of the items."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, AgencyKind, Region
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.scenarios.choices import Trigger, VersionState


class Scenario(Identified):
    """一件事. `region` is where it was compiled and where its objects are."""

    code = models.CharField("编号", max_length=40, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="+")
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "一件事"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("scenarios:detail", args=[self.code])


class ScenarioVersion(Identified):
    """一件事版本：immutable once it left the draft. `valid_until` is exclusive.

    `scope` says which entities it is about: the lists of `registry.queries.entities_in_scope`, and `permits` and
    `tags`. Departments are kinds: the lead of a city's scenario is that city's department of the kind.
    """

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="versions", verbose_name="一件事")
    number = models.PositiveIntegerField("版本号")
    state = models.CharField("状态", max_length=10, choices=VersionState, default=VersionState.DRAFT)
    name = models.CharField("名称", max_length=100)
    trigger = models.CharField("触发类型", max_length=20, choices=Trigger)
    scope = models.JSONField("对象范围", default=dict)
    lead = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="牵头部门", related_name="+")
    lead_duty = models.TextField("牵头职责", blank=True)
    frequency_text = models.CharField("检查频次", max_length=300, blank=True)
    created_by = models.UUIDField("编制人", null=True, blank=True)
    submitted_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="送审机关", related_name="+"
    )
    reviewed_by = models.UUIDField("审核人", null=True, blank=True)
    published_at = models.DateTimeField("启用时间", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "一件事版本"
        ordering = ["scenario_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once"),
            models.UniqueConstraint(
                fields=["scenario"],
                condition=Q(state__in=[VersionState.DRAFT, VersionState.REVIEW]),
                name="scenario_one_open_version",
            ),
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(state=VersionState.PUBLISHED), name="scenario_published_once"
            ),
            models.CheckConstraint(
                name="scenario_published_has_date",
                condition=Q(state__in=[VersionState.DRAFT, VersionState.REVIEW])
                | Q(published_at__isnull=False, valid_from__isnull=False),
                violation_error_message="已启用的版本应当有启用时间和生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class Cooperation(Identified):
    """配合部门：what another department answers for."""

    version = models.ForeignKey(ScenarioVersion, models.CASCADE, related_name="cooperations")
    number = models.PositiveIntegerField("序号")
    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name="部门", related_name="+")
    role = models.CharField("角色", max_length=10, choices=ParticipationRole)
    duty = models.TextField("职责", blank=True)

    class Meta:
        verbose_name = "配合部门"
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "agency_kind"], name="cooperation_once"),
            models.CheckConstraint(
                name="cooperation_is_not_lead",
                condition=~Q(role=ParticipationRole.LEAD),
                violation_error_message="牵头部门只有一个。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_kind} {self.get_role_display()}"


class ScenarioItem(Identified):
    """事项：the version of an item as it was when the scenario was compiled."""

    version = models.ForeignKey(ScenarioVersion, models.CASCADE, related_name="scenario_items")
    number = models.PositiveIntegerField("序号")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name="事项版本", related_name="+")

    class Meta:
        verbose_name = "一件事事项"
        ordering = ["version_id", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "item_version"], name="scenario_item_once")]

    def __str__(self) -> str:
        return str(self.item_version)


class Step(Identified):
    """流程环节."""

    version = models.ForeignKey(ScenarioVersion, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField("序号")
    name = models.CharField("环节", max_length=60)
    content = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = "流程环节"
        ordering = ["version_id", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="scenario_step_once")]

    def __str__(self) -> str:
        return self.name


class Paper(Identified):
    """文书：a document the matter is done with."""

    version = models.ForeignKey(ScenarioVersion, models.CASCADE, related_name="papers")
    number = models.PositiveIntegerField("序号")
    name = models.CharField("文书", max_length=100)

    class Meta:
        verbose_name = "文书"
        ordering = ["version_id", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="scenario_paper_once")]

    def __str__(self) -> str:
        return self.name


class JointPoint(Identified):
    """合并要点：check points of several checklists that one answer serves. Immutable with its version."""

    version = models.ForeignKey(ScenarioVersion, models.CASCADE, related_name="joint_points")
    content = models.TextField("检查内容")
    joined_by = models.UUIDField("合并人", null=True, blank=True)
    joined_at = models.DateTimeField("合并时间")

    class Meta:
        verbose_name = "合并要点"
        ordering = ["joined_at", "id"]

    def __str__(self) -> str:
        return self.content


class JointPart(Identified):
    """其中一个要点. A check point is in one joint point of a version at most."""

    joint = models.ForeignKey(JointPoint, models.CASCADE, related_name="parts")
    version = models.ForeignKey(ScenarioVersion, models.CASCADE, related_name="+")
    check_point = models.ForeignKey(CheckPoint, models.PROTECT, verbose_name="检查要点", related_name="+")

    class Meta:
        verbose_name = "合并要点的来源"
        ordering = ["joint_id", "check_point_id"]
        constraints = [models.UniqueConstraint(fields=["version", "check_point"], name="check_point_joined_once")]

    def __str__(self) -> str:
        return str(self.check_point)
