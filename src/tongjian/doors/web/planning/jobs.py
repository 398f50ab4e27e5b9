"""What the page of a draw shows of the worker: how far it is, what came out, or why it stopped."""

from dataclasses import dataclass

from django.urls import reverse

from tongjian.doors.face.parts import Progress, Step
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import STAGES, DrawState, JobKind, JobStage, JobState
from tongjian.supervision.planning.models import Draw, DrawJob

_RESULTS = {JobKind.FREEZE: DrawState.FROZEN, JobKind.RUN: DrawState.DRAWN}
_BEGUN = {JobKind.FREEZE: DrawState.DRAFTING, JobKind.RUN: DrawState.REVEALED}
LOST = "后台长时间没有进展。请重试；仍不成功的，请告知系统管理员。"


@dataclass(frozen=True, slots=True)
class JobProgress(Progress):
    """`overall` is the percentage of the whole job; `done` of `total` count enterprises or steps."""

    overall: int = 0

    @property
    def percent(self) -> int:
        return 100 if self.is_done and not self.failure else min(99, self.overall)


@dataclass(frozen=True, slots=True)
class JobPanel:
    """`url` is empty once there is nothing to wait for."""

    title: str
    steps: list[Step]
    progress: Progress
    url: str = ""


def job_panel_of(draw: Draw, job: DrawJob | None) -> JobPanel | None:
    """None when the latest job has nothing to do with the state of the draw."""
    if job is None:
        return None
    shown = {JobState.DONE: _RESULTS, JobState.FAILED: _BEGUN}.get(JobState(job.state))
    return None if shown and shown[JobKind(job.kind)] != draw.state else job_panel(draw, job)


def job_panel(draw: Draw, job: DrawJob) -> JobPanel:
    kind = job.get_kind_display()
    if job.state == JobState.DONE:
        return JobPanel("", [], _done(draw, job))
    if failure := LOST if queries.is_lost(job) else job.failure:
        return JobPanel("", [], _under_way(job, f"{kind}未完成", note="没有留下任何改动", failure=failure))
    label = f"正在{job.get_stage_display()}" if job.stage else "等待后台办理"
    note = "可以离开这个页面，办理在后台继续" if job.stage else "前面的任务办完就开始，可以离开这个页面"
    url = reverse("draws:progress", args=[draw.pk])
    return JobPanel(f"后台办理：{kind}", _steps(job), _under_way(job, label, note=note), url)


def worker_is_free(job: DrawJob | None) -> Verdict:
    """Some buttons wait for the worker."""
    if job is None or not queries.is_open(job) or queries.is_lost(job):
        return ALLOW
    return deny(f"后台正在办理“{job.get_kind_display()}”，请等它完成。")


def _under_way(job: DrawJob, label: str, *, note: str = "", failure: str = "") -> Progress:
    done, total, unit = job.done, job.total, "户次"
    if job.stage != JobStage.POOL:
        done, total, unit = _place(job), len(STAGES[JobKind(job.kind)]), "步"
    percent = queries.percent_of(job.kind, job.stage, job.done, job.total)
    return JobProgress(label, done, total, unit=unit, note=note, failure=failure, overall=percent)


def _done(draw: Draw, job: DrawJob) -> Progress:
    seconds = round((job.finished_at - job.asked_at).total_seconds()) if job.finished_at else 0
    note = f"用时 {seconds} 秒"
    if job.kind == JobKind.FREEZE:
        units = draw.figures["units"]
        return JobProgress("名录已冻结", units, units, unit="户", note=f"{note}。请各参与方提交承诺", is_done=True)
    visits = draw.figures["joint_actual"]
    return JobProgress("抽取完成", visits, visits, unit="次入户", note=note, is_done=True)


def _place(job: DrawJob) -> int:
    stages = [stage for stage, _share in STAGES[JobKind(job.kind)]]
    return stages.index(JobStage(job.stage)) if job.stage else 0


def _steps(job: DrawJob) -> list[Step]:
    place = _place(job)
    return [
        Step(stage.label, "done" if number < place else "current" if number == place else "ahead")
        for number, (stage, _share) in enumerate(STAGES[JobKind(job.kind)])
    ]
