"""等级：what others say of how far an entity can be trusted. Known to officials only."""

from django.db import models
from django.db.models import F, Q

from tongjian.foundation.kernel.models import Identified
from tongjian.supervision.registry.models.entities import Entity


class EntityGrade(Identified):
    """One grade of one scheme, from a day on; the next one ends it. `scheme` is the dictionary whose term `grade` is
    (`credit_risk`: 企业信用风险 A to D; `credit_grade`: 公共信用综合评价). `valid_until` is exclusive."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="grades", verbose_name="监管对象")
    scheme = models.CharField("等级类别", max_length=40)
    grade = models.CharField("等级", max_length=10)
    source = models.CharField("评价机关", max_length=120)
    valid_from = models.DateField("起算日期")
    valid_until = models.DateField("截止日期（不含）", null=True, blank=True)
    batch_id = models.UUIDField("导入批次", null=True, blank=True)

    class Meta:
        verbose_name = "等级"
        ordering = ["scheme", "-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "scheme"], condition=Q(valid_until=None), name="grade_one_open_per_scheme"
            ),
            models.CheckConstraint(
                name="grade_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="等级的截止日期不能早于起算日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.grade}"
