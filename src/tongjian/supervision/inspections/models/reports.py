"""入企反映：what enterprises report about entries without a code."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency, Region
from tongjian.supervision.inspections.choices import ReportConclusion
from tongjian.supervision.inspections.models.visits import Visit


class EntryReport(Identified):
    """入企反映: somebody came in without showing a code. Nobody is asked who reports: `receipt` alone shows them
    the state. `sender` is a keyed hash of the address with the day, for the limit only. `agency` owns the matter,
    `accused` is whom the conclusion names, `reply` is what the reporter reads."""

    number = models.CharField("编号", max_length=60, unique=True)
    receipt = models.CharField("查询码", max_length=20, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在区划", related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="核查机关", related_name="+")
    entity_name = models.CharField("企业名称", max_length=120)
    address = models.CharField("地址", max_length=200, blank=True)
    entered_on = models.DateField("入企日期")
    visitors = models.CharField("来人", max_length=200, blank=True)
    what = models.CharField("情况", max_length=1000)
    sender = models.CharField("来源摘要", max_length=64)
    received_at = models.DateTimeField("收到时间")
    conclusion = models.CharField("核查结论", max_length=12, choices=ReportConclusion, blank=True)
    accused = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="被反映机关", related_name="+"
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, verbose_name="对应的检查", related_name="entry_reports"
    )
    reply = models.CharField("答复", max_length=500, blank=True)
    concluded_by = models.UUIDField("核查人", null=True, blank=True)
    concluded_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "入企反映"
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["agency", "-received_at"], name="entry_report_agency"),
            models.Index(fields=["sender", "received_at"], name="entry_report_sender"),
            models.Index(fields=["region", "received_at"], name="entry_report_region"),
            models.Index(fields=["accused", "concluded_at"], name="entry_report_accused"),
        ]
        constraints = [
            models.CheckConstraint(
                name="entry_report_concluded_in_full",
                condition=Q(conclusion="", reply="", concluded_at=None)
                | ~Q(conclusion="") & ~Q(reply="") & Q(concluded_at__isnull=False),
                violation_error_message="办结应当有结论和给反映人的答复。",
            ),
            models.CheckConstraint(
                name="entry_report_uncoded_names_agency",
                condition=~Q(conclusion__in=["uncoded", "excused"]) | Q(accused__isnull=False),
                violation_error_message="认定未亮码的，应当写明是哪个机关。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("inspections:report", args=[self.pk])
