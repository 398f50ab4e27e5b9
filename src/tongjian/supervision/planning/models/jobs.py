"""The long steps of a draw, taken by the worker."""

from django.db import models
from django.db.models import Q

from tongjian.foundation.kernel.models import Identified
from tongjian.supervision.planning.choices import JobKind, JobStage, JobState
from tongjian.supervision.planning.models.draws import Draw


class DrawJob(Identified):
    """后台办理：somebody asked for a step that takes long; who, how far it is, and what came out.

    `done` of `total` count within the stage. At most one per draw is open.
    """

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="jobs", verbose_name="抽取")
    kind = models.CharField("步骤", max_length=10, choices=JobKind)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    asked_by = models.UUIDField("提出人", null=True, blank=True)
    post_id = models.UUIDField("提出人的岗位", null=True, blank=True)
    asked_at = models.DateTimeField("提出时间")
    seen_at = models.DateTimeField("最近进展")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    stage = models.CharField("阶段", max_length=10, choices=JobStage, blank=True)
    done = models.BigIntegerField("已处理", default=0)
    total = models.BigIntegerField("总数", default=0)
    failure = models.CharField("未完成的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "后台办理"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="draw_job_one_open",
                violation_error_message="这次抽取已有一项后台办理。",
            ),
            models.CheckConstraint(
                name="draw_job_finished_when_over",
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING], finished_at=None)
                | Q(state__in=[JobState.DONE, JobState.FAILED], finished_at__isnull=False),
                violation_error_message="结束的办理应当有结束时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.kind}"
