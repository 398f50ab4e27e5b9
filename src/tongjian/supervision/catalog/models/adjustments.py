"""What has to be looked at again, and by whom."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.supervision.catalog.choices import AdjustmentState
from tongjian.supervision.catalog.models.items import Item, ItemVersion


class AdjustmentTask(Identified):
    """动态调整任务：an agency has to look at what it compiled, because a clause changed (`change`) or because nobody
    checked it for years (without one)."""

    change = models.ForeignKey(
        ClauseChange, models.PROTECT, null=True, blank=True, verbose_name="条款变更", related_name="+"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="责任部门", related_name="+")
    opened_at = models.DateTimeField("下达时间")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "动态调整任务"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "agency"],
                name="adjustment_task_once_per_change",
                condition=Q(change__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["agency"],
                name="adjustment_task_one_for_unused",
                condition=Q(change=None, done_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{self.change.statute}条款{self.change.get_kind_display()}" if self.change else "多年未实施"

    def get_absolute_url(self) -> str:
        return reverse("catalog:adjustment", args=[self.pk])


class Adjustment(Identified):
    """动态调整：one item of a task, as it stood in `version`; until its owner published another version, retired it,
    or said why it stays."""

    task = models.ForeignKey(AdjustmentTask, models.PROTECT, verbose_name="任务", related_name="adjustments")
    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="+")
    version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name="当时版本", related_name="+")
    state = models.CharField("状态", max_length=10, choices=AdjustmentState, default=AdjustmentState.OPEN)
    outcome = models.ForeignKey(
        ItemVersion, models.PROTECT, null=True, blank=True, verbose_name="调整后版本", related_name="+"
    )
    reason = models.CharField("不调整的理由", max_length=300, blank=True)
    settled_by = models.UUIDField("办理人", null=True, blank=True)
    settled_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = "动态调整"
        ordering = ["item__code"]
        constraints = [
            models.UniqueConstraint(fields=["task", "item"], name="adjustment_once"),
            models.CheckConstraint(
                name="adjustment_kept_with_reason",
                condition=~Q(state=AdjustmentState.KEPT) | ~Q(reason=""),
                violation_error_message="不调整应当说明理由。",
            ),
        ]
        indexes = [
            models.Index(fields=["item"], condition=Q(state=AdjustmentState.OPEN), name="adjustment_open_of_item")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_state_display()}"
