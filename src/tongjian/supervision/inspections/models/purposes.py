"""Why a department enters an enterprise without checking it."""

from django.db import models
from django.db.models import Q

from tongjian.foundation.kernel.models import Identified
from tongjian.supervision.inspections.models.visits import Visit


class EntryPurpose(Identified):
    """进企事由：of a visit that is no check (观摩、调研、巡查 …), and what the dictionary `entry_purpose`
    said then."""

    visit = models.OneToOneField(Visit, models.CASCADE, verbose_name="进企活动", related_name="purpose")
    kind = models.CharField("类型", max_length=30)
    label = models.CharField("类型名称", max_length=200)
    citation = models.CharField("依据", max_length=300)
    purpose = models.CharField("事由", max_length=300)
    opened_by = models.UUIDField("登记人", null=True, blank=True)
    opened_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "进企事由"
        constraints = [
            models.CheckConstraint(
                name="entry_purpose_is_said",
                condition=~Q(purpose=""),
                violation_error_message="不含检查的进企应当写明事由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.purpose}"
