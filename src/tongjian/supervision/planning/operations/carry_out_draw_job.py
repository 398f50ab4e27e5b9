"""后台办理冻结、抽取。"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import JobKind
from tongjian.supervision.planning.models import Draw, DrawJob
from tongjian.supervision.planning.operations._jobs import end_job, lock_job
from tongjian.supervision.planning.operations._watch import JobWatch
from tongjian.supervision.planning.operations.freeze_draw import freeze_draw
from tongjian.supervision.planning.operations.run_draw import run_draw
from tongjian.supervision.planning.workflow import JOB_WORKFLOW

_STEPS: dict[str, Callable[..., Draw]] = {JobKind.FREEZE: freeze_draw, JobKind.RUN: run_draw}
BROKEN = "办理中出错。请重试；仍不成功的，请告知系统管理员："


def carry_out_draw_job(*, actor: Actor, job_id: UUID) -> DrawJob:
    """Takes the step that was asked for, in the name of whoever asked. Safe to interrupt and to run twice.

    The step and the end of the job are one transaction, so a job that is over is left as it is. A refusal ends the
    job with its sentence; a fault ends it too and is raised again.
    """
    job = _take_up(job_id)
    if not queries.is_open(job):
        return job
    try:
        _STEPS[job.kind](actor=actor, draw_id=job.draw_id, watch=JobWatch(job_id))
    except DomainError as refusal:
        _fail(actor, job_id, refusal.code, str(refusal))
    except Exception as fault:
        _fail(actor, job_id, "fault", f"{BROKEN}{type(fault).__name__}。")
        raise
    return queries.get_job(job_id)


@transaction.atomic
def _take_up(job_id: UUID) -> DrawJob:
    job = lock_job(job_id)
    if queries.is_open(job):
        job.state = JOB_WORKFLOW.check("take_up", state=job.state).target
        job.seen_at = timezone.now()
        job.save(update_fields=["state", "seen_at"])
    return job


@transaction.atomic
def _fail(actor: Actor, job_id: UUID, code: str, sentence: str) -> None:
    job = lock_job(job_id)
    if not queries.is_open(job):
        return
    end_job(job, "fail", sentence)
    record(actor, f"draw.{job.kind}_failed", job.draw, draw=job.draw.key, version=job.draw.version, code=code)
