"""What the worker does with a draw: how far it is, and whether it still lives."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.planning.choices import STAGES, JobKind, JobState
from tongjian.supervision.planning.models import Draw, DrawJob

SILENCE = timedelta(minutes=10)
"""A job that has shown no progress for so long is taken for lost, and may be asked for again."""
_OPEN = (JobState.QUEUED, JobState.RUNNING)


def latest_job(draw: Draw) -> DrawJob | None:
    return draw.jobs.first()


def find_open_job(draw: Draw) -> DrawJob | None:
    """The one under way, lost or not."""
    return draw.jobs.filter(state__in=_OPEN).first()


def get_job(job_id: UUID) -> DrawJob:
    """For the worker, which acts in the name of whoever asked. Raises NotFound."""
    job = DrawJob.objects.select_related("draw").filter(pk=job_id).first()
    if job is None:
        raise NotFound("job_not_found", "没有这项后台办理。")
    return job


def is_open(job: DrawJob) -> bool:
    return job.state in _OPEN


def is_lost(job: DrawJob) -> bool:
    """Open, but nobody has heard of it for long."""
    return is_open(job) and job.seen_at < timezone.now() - SILENCE


def percent_of(kind: str, stage: str, done: int, total: int) -> int:
    """How much of the whole job is done, by the usual share of each stage; 0 before the first."""
    before = 0
    for name, share in STAGES[JobKind(kind)]:
        if name == stage:
            return before + (min(done, total) * share // total if total else 0)
        before += share
    return 0
