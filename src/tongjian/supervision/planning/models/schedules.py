"""排期：on which days the visits of a place take place, as worked out once and adopted by a person."""

from django.db import models
from django.db.models import Q

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Officer, Region
from tongjian.supervision.inspections.choices import DayPart
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning.choices import ScheduleState

_OPEN = [ScheduleState.QUEUED, ScheduleState.RUNNING, ScheduleState.ADOPTING]


class Schedule(Identified):
    """One timetable for all open visits of a region. `keeps_dates`: what has a day keeps it where it can (调整),
    else only visits without a day get one (排期). `away_*`: an officer who cannot come; the end is exclusive.

    `visits` were looked at; they become `entries` into enterprises, `lower_bound` is the least there can be,
    `placed` of them have a day and `moved` of these another one than before. `steps`: how often the timetable was
    improved.
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="+")
    is_practice = models.BooleanField("演练", default=False)
    keeps_dates = models.BooleanField("尽量不变", default=False)
    away_officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name="不能参加的执法人员", related_name="+"
    )
    away_from = models.DateField("不能参加的开始日期", null=True, blank=True)
    away_until = models.DateField("不能参加的结束日期（不含）", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ScheduleState, default=ScheduleState.QUEUED)
    asked_by = models.UUIDField("提出人", null=True, blank=True)
    post_id = models.UUIDField("提出人的岗位", null=True, blank=True)
    asked_at = models.DateTimeField("提出时间")
    seen_at = models.DateTimeField("最近进展")
    built_at = models.DateTimeField("排出时间", null=True, blank=True)
    adopted_at = models.DateTimeField("采用时间", null=True, blank=True)
    adopted_by = models.UUIDField("采用人", null=True, blank=True)
    steps = models.PositiveIntegerField("改进次数", default=0)
    seconds = models.FloatField("用时（秒）", default=0)
    visits = models.PositiveIntegerField("检查", default=0)
    entries = models.PositiveIntegerField("进企次数", default=0)
    lower_bound = models.PositiveIntegerField("进企次数的理论下限", default=0)
    placed = models.PositiveIntegerField("已排", default=0)
    moved = models.PositiveIntegerField("改期", default=0)
    skipped = models.PositiveIntegerField("采用时未能落实", default=0)
    failure = models.CharField("未完成的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "排期"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "is_practice"],
                condition=Q(state__in=_OPEN),
                name="schedule_one_open",
                violation_error_message="本地已有一次排期正在办理。",
            ),
            models.CheckConstraint(
                name="schedule_away_has_dates",
                condition=Q(away_officer=None, away_from=None, away_until=None)
                | Q(away_officer__isnull=False, away_from__lt=models.F("away_until")),
                violation_error_message="不能参加的人员应当有起止日期。",
            ),
            models.CheckConstraint(
                name="schedule_adopted_has_adopter",
                condition=Q(state=ScheduleState.ADOPTED, adopted_at__isnull=False)
                | ~Q(state=ScheduleState.ADOPTED) & Q(adopted_at=None),
                violation_error_message="已采用的排期应当有采用时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def gap(self) -> float:
        """How far the entries are above their lower bound, as a fraction of it."""
        return (self.entries - self.lower_bound) / self.lower_bound if self.lower_bound else 0.0


class ScheduleRow(models.Model):
    """What becomes of one visit: its day; or the visit `into` which it is joined; or why it has none (`reason`)."""

    id = models.BigAutoField(primary_key=True)
    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="rows")
    visit = models.ForeignKey(Visit, models.PROTECT, verbose_name="检查", related_name="+")
    into = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, verbose_name="并入", related_name="+")
    day = models.DateField("日期", null=True, blank=True)
    part = models.CharField("时段", max_length=2, choices=DayPart, blank=True)
    was_day = models.DateField("原日期", null=True, blank=True)
    was_part = models.CharField("原时段", max_length=2, choices=DayPart, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "排期中的检查"
        constraints = [
            models.UniqueConstraint(fields=["schedule", "visit"], name="schedule_row_once"),
            models.CheckConstraint(
                name="schedule_row_has_day_or_reason",
                condition=Q(day__isnull=False) | Q(into__isnull=False) | ~Q(reason=""),
                violation_error_message="没有排上的检查应当说明原因。",
            ),
        ]
        indexes = [models.Index(fields=["schedule", "day"], name="schedule_row_day")]

    def __str__(self) -> str:
        return f"{self.visit} {self.day or ''}"
