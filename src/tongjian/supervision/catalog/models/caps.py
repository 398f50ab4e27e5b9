"""How often at most: what departments publish, by level, class of object and grade."""

from fractions import Fraction

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency
from tongjian.supervision.catalog.choices import CapState
from tongjian.supervision.registry.choices import EntityKind


class FrequencyCap(Identified):
    """检查频次上限：at most `times` visits of one enterprise in `years` calendar years by one agency.

    It binds the agency that publishes it and those of its kind below, of one `level` where given; empty `entity_kind`,
    `industry` (a prefix of GB/T 4754) and `grade` (dictionary credit_risk) mean all. `valid_until` is exclusive.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="公布部门", related_name="+")
    level = models.CharField("适用层级", max_length=10, choices=RegionLevel, blank=True)
    entity_kind = models.CharField("对象类别", max_length=24, choices=EntityKind, blank=True)
    industry = models.CharField("行业", max_length=10, blank=True)
    grade = models.CharField("信用风险等级", max_length=10, blank=True)
    times = models.PositiveSmallIntegerField("次数")
    years = models.PositiveSmallIntegerField("年数", default=1)
    citation = models.CharField("依据", max_length=300)
    note = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=CapState, default=CapState.REVIEW)
    set_by = models.UUIDField("编制人", null=True, blank=True)
    set_at = models.DateTimeField("编制时间")
    reviewed_by = models.UUIDField("审核人", null=True, blank=True)
    reason = models.CharField("退回或者终止的理由", max_length=300, blank=True)
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = "检查频次上限"
        ordering = ["agency__code", "level", "entity_kind", "industry", "grade"]
        constraints = [
            models.CheckConstraint(
                name="cap_counts_something",
                condition=Q(times__gte=1, years__gte=1),
                violation_error_message="次数和年数至少是 1。",
            ),
            models.CheckConstraint(
                name="cap_published_has_date",
                condition=~Q(state=CapState.PUBLISHED) | Q(valid_from__isnull=False),
                violation_error_message="公布的上限应当有施行日期。",
            ),
            models.UniqueConstraint(
                fields=["agency", "level", "entity_kind", "industry", "grade"],
                name="cap_once_in_force",
                condition=Q(state=CapState.PUBLISHED, valid_until=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.words}"

    def get_absolute_url(self) -> str:
        return reverse("catalog:cap", args=[self.pk])

    @property
    def words(self) -> str:
        """每年不超过 2 次, 每 3 年不超过 1 次."""
        return f"每{'' if self.years == 1 else f' {self.years} '}年不超过 {self.times} 次"

    @property
    def rate(self) -> Fraction:
        """Visits a year."""
        return Fraction(self.times, self.years)

    @property
    def specificity(self) -> tuple[bool, int, bool, bool]:
        """The closer to the one object, the more it counts: grade, then industry, kind, level."""
        return bool(self.grade), len(self.industry), bool(self.entity_kind), bool(self.level)

    def covers(self, other: "FrequencyCap") -> bool:
        """Whether all that the other is about is among what this one is about."""
        pairs = ((self.level, other.level), (self.entity_kind, other.entity_kind), (self.grade, other.grade))
        return all(mine in ("", theirs) for mine, theirs in pairs) and other.industry.startswith(self.industry)
