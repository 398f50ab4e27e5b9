"""What a department is going to check in a year, or in a campaign."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency
from tongjian.supervision.plans.choices import PlanKind, PlanState


class Plan(Identified):
    """年度计划或者专项检查计划.

    `filed_with` is whom it was filed with: the superior of the line, or the coordinator of the place where there is
    none. `basis` is the document that a campaign rests on. People are ids of users, times are aware.
    """

    code = models.CharField("编号", max_length=64, unique=True)
    kind = models.CharField("计划类型", max_length=10, choices=PlanKind, default=PlanKind.ANNUAL)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="编制部门", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=200)
    basis = models.CharField("依据", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    created_by = models.UUIDField("编制人", null=True, blank=True)
    created_at = models.DateTimeField("编制时间")
    submitted_by = models.UUIDField("批准报送人", null=True, blank=True)
    submitted_at = models.DateTimeField("批准报送时间", null=True, blank=True)
    filed_with = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="备案机关", related_name="+"
    )
    filed_by = models.UUIDField("备案人", null=True, blank=True)
    filed_at = models.DateTimeField("备案时间", null=True, blank=True)
    published_by = models.UUIDField("公布人", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = "检查计划"
        ordering = ["-year", "agency__code", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=Q(kind=PlanKind.ANNUAL) & ~Q(state=PlanState.WITHDRAWN),
                name="plan_one_a_year",
            ),
            models.CheckConstraint(
                name="plan_filed_with_somebody",
                condition=Q(state__in=[PlanState.DRAFT, PlanState.REVIEW, PlanState.WITHDRAWN])
                | Q(filed_with__isnull=False, submitted_at__isnull=False),
                violation_error_message="报送备案的计划应当有备案机关和报送时间。",
            ),
            models.CheckConstraint(
                name="plan_published_has_time",
                condition=~Q(state=PlanState.PUBLISHED) | Q(published_at__isnull=False, filed_at__isnull=False),
                violation_error_message="公布的计划应当有备案时间和公布时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:detail", args=[self.code])
