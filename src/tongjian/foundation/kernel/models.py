"""What every table shares, the schedule of recurring jobs, and who works on them."""

from django.db import models

from tongjian.foundation.kernel.ids import new_id


class Identified(models.Model):
    """A row with a UUIDv7 key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Schedule(models.Model):
    """定时任务：when a registered job is due next. One row per job name."""

    name = models.CharField("名称", max_length=80, primary_key=True)
    next_run_at = models.DateTimeField("下次执行")
    last_run_at = models.DateTimeField("上次执行", null=True, blank=True)

    class Meta:
        verbose_name = "定时任务"

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """后台进程：one process that runs queued tasks, and when it last showed that it lives. Gone when it ended well."""

    id = models.CharField("编号", max_length=64, primary_key=True)
    seen_at = models.DateTimeField("最近活动", db_index=True)

    class Meta:
        verbose_name = "后台进程"

    def __str__(self) -> str:
        return self.id
