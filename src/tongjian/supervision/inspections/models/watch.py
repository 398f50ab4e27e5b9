"""监督提醒：what the watchers found, who is asked about it, and what was answered."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, Region
from tongjian.supervision.inspections.choices import WatchAnswer, WatchRule
from tongjian.supervision.inspections.models.visits import Visit
from tongjian.supervision.registry.models import Entity


class WatchNotice(Identified):
    """监督提醒: one fact that a watcher found. `key` names the fact within its rule: seen again, it is the same
    notice. `facts` are pairs of label and value as they stood then; `citation` and `is_design` are pinned."""

    rule = models.CharField("规则", max_length=20, choices=WatchRule)
    key = models.CharField("事实", max_length=120)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在区划", related_name="+")
    entity = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, verbose_name="检查对象", related_name="+"
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, verbose_name="联合检查", related_name="watch_notices"
    )
    title = models.CharField("标题", max_length=200)
    sentence = models.CharField("情况", max_length=500)
    facts = models.JSONField("数据", default=list)
    citation = models.CharField("依据", max_length=300)
    is_design = models.BooleanField("阈值可配置", default=False)
    is_practice = models.BooleanField("演练", default=False)
    opened_at = models.DateTimeField("提醒时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "监督提醒"
        ordering = ["-opened_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="watch_notice_once")]
        indexes = [models.Index(fields=["region", "-opened_at"], name="watch_notice_region")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("inspections:watch-detail", args=[self.pk])


class WatchPart(Identified):
    """部门答复: one department that is asked about a notice, until it has explained or corrected.

    `returned_*` say when and why an answer was last not good enough."""

    notice = models.ForeignKey(WatchNotice, models.CASCADE, verbose_name="监督提醒", related_name="parts")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="部门", related_name="+")
    answer = models.CharField("答复", max_length=10, choices=WatchAnswer, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    answered_by = models.UUIDField("答复人", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    returned_note = models.CharField("退回意见", max_length=300, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)

    class Meta:
        verbose_name = "部门答复"
        constraints = [
            models.UniqueConstraint(fields=["notice", "agency"], name="watch_part_once"),
            models.CheckConstraint(
                name="watch_answer_in_full",
                condition=Q(answer="", note="", answered_at=None)
                | ~Q(answer="") & ~Q(note="") & Q(answered_at__isnull=False),
                violation_error_message="答复应当选择已说明或者已纠正，并写明情况。",
            ),
        ]
        indexes = [models.Index(fields=["agency", "answer"], name="watch_part_agency")]

    def __str__(self) -> str:
        return f"{self.notice} {self.agency}"
