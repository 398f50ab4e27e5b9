from uuid import UUID

from django.utils import timezone

from tongjian.foundation.kernel.errors import Conflict, NotFound
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import JobKind
from tongjian.supervision.planning.models import Draw, DrawJob
from tongjian.supervision.planning.workflow import JOB_WORKFLOW


def lock_job(job_id: UUID) -> DrawJob:
    """Raises NotFound. The worker sees every job; what it may do is asked of the draw, in the name of a person."""
    job = DrawJob.objects.select_for_update(of=("self",)).select_related("draw").filter(pk=job_id).first()
    if job is None:
        raise NotFound("job_not_found", "没有这项后台办理。")
    return job


def refuse_while_busy(draw: Draw) -> None:
    """What the worker has in hand must not change under it. Call after the draw is locked."""
    job = queries.find_open_job(draw)
    if job is not None and not queries.is_lost(job):
        raise Conflict("draw_busy", f"后台正在办理“{job.get_kind_display()}”，请等它完成。")


def finish_job(draw: Draw, kind: JobKind) -> None:
    """The step was taken, by the job or on the command line: in the same transaction nothing is left to do."""
    for job in draw.jobs.filter(kind=kind, finished_at=None):
        end_job(job, "finish")


def end_job(job: DrawJob, name: str, failure: str = "") -> None:
    job.state = JOB_WORKFLOW.check(name, state=job.state).target
    job.failure = failure[:500]
    job.finished_at = job.seen_at = timezone.now()
    job.save(update_fields=["state", "failure", "finished_at", "seen_at"])
