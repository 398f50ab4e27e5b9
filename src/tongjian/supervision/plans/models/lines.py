"""One thing to be checked under a plan, in versions."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency
from tongjian.pure.amounts import Amount, Frequency, amount_of_words, frequency_of_words
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.plans.choices import Change, LineState, Way
from tongjian.supervision.plans.models.plans import Plan
from tongjian.supervision.scenarios.models import ScenarioVersion


class PlanLine(Identified):
    """计划中的一项, one version of it: immutable once it left the draft but for its state and its end.

    `number` names the line within its plan, `version` counts its versions. `scope` has the shape of a demand's:
    `regions`, `kinds`, `industries` (prefixes), `words`. `amount` and `frequency` are words of `pure.amounts` and
    always parse; `said` keeps what the department wrote. The window is [`window_from`, `window_until`); validity is as
    everywhere, and empty until the plan is published or the change approved.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines", verbose_name="计划")
    number = models.PositiveIntegerField("序号")
    version = models.PositiveIntegerField("版本号", default=1)
    state = models.CharField("状态", max_length=10, choices=LineState, default=LineState.DRAFT)
    change = models.CharField("变更", max_length=10, choices=Change, blank=True)
    title = models.CharField("检查任务", max_length=200)
    items = models.ManyToManyField(ItemVersion, through="LineItem", related_name="+")
    item_words = models.TextField("检查内容", blank=True)
    scenario_version = models.ForeignKey(
        ScenarioVersion, models.PROTECT, null=True, blank=True, verbose_name="一件事", related_name="+"
    )
    scope = models.JSONField("对象范围", default=dict)
    object_words = models.CharField("检查对象", max_length=300, blank=True)
    amount = models.CharField("检查比例或者数量", max_length=300)
    frequency = models.CharField("检查频次", max_length=40, blank=True)
    said = models.CharField("比例及频次原文", max_length=500, blank=True)
    credit_words = models.CharField("信用风险分类要求", max_length=300, blank=True)
    window_from = models.DateField("开始日期")
    window_until = models.DateField("结束日期（不含）")
    level_words = models.CharField("层级", max_length=60, blank=True)
    way = models.CharField("检查方式", max_length=10, choices=Way, default=Way.ON_SITE)
    on_site_reason = models.CharField("现场检查的理由", max_length=300, blank=True)
    cooperating = models.ManyToManyField(Agency, through="LineCooperation", related_name="+")
    department_words = models.CharField("发起、配合部门原文", max_length=300, blank=True)
    created_by = models.UUIDField("编制人", null=True, blank=True)
    created_at = models.DateTimeField("编制时间")
    reason = models.CharField("变更理由", max_length=300, blank=True)
    decided_by = models.UUIDField("变更审核人", null=True, blank=True)
    decided_at = models.DateTimeField("变更审核时间", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "计划项目"
        ordering = ["plan_id", "number", "version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number", "version"], name="plan_line_version_once"),
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=Q(state__in=[LineState.DRAFT, LineState.PROPOSED]),
                name="plan_line_one_open",
            ),
            models.UniqueConstraint(
                fields=["plan", "number"], condition=Q(state=LineState.IN_FORCE), name="plan_line_one_in_force"
            ),
            models.CheckConstraint(
                name="plan_line_window_is_not_empty",
                condition=Q(window_from__lt=F("window_until")),
                violation_error_message="起止时间应当有先后。",
            ),
            models.CheckConstraint(
                name="plan_line_in_force_has_date",
                condition=~Q(state=LineState.IN_FORCE) | Q(valid_from__isnull=False),
                violation_error_message="执行中的项目应当有生效日期。",
            ),
            models.CheckConstraint(
                name="plan_line_change_has_reason",
                condition=Q(change="") | ~Q(reason=""),
                violation_error_message="变更应当写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wanted_amount(self) -> Amount:
        return amount_of_words(self.amount)

    @property
    def wanted_frequency(self) -> Frequency | None:
        return frequency_of_words(self.frequency) if self.frequency else None

    @property
    def last_day(self) -> date:
        """The last day of the window, for people."""
        return self.window_until - timedelta(days=1)


class LineItem(Identified):
    """计划项目中的事项，版本固定."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="line_items")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name="事项版本", related_name="+")

    class Meta:
        verbose_name = "计划项目的事项"
        ordering = ["line_id", "item_version__item__code"]
        constraints = [models.UniqueConstraint(fields=["line", "item_version"], name="plan_line_item_once")]

    def __str__(self) -> str:
        return str(self.item_version)


class LineCooperation(Identified):
    """配合部门."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="cooperations")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="配合部门", related_name="+")

    class Meta:
        verbose_name = "计划项目的配合部门"
        ordering = ["line_id", "agency__code"]
        constraints = [models.UniqueConstraint(fields=["line", "agency"], name="plan_line_cooperation_once")]

    def __str__(self) -> str:
        return str(self.agency)
