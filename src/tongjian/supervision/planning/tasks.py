"""What takes too long for a page, and what time does to draws."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.org.models import User
from tongjian.foundation.org.queries import actor_for
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import DrawState, JobKind, ScheduleState
from tongjian.supervision.planning.models import DrawJob, Schedule
from tongjian.supervision.planning.operations import (
    Away,
    abort_draw,
    adopt_schedule,
    build_schedule,
    carry_out_draw_job,
    measure_fairness,
    publish_draw,
    request_adoption,
    request_draw_job,
    request_schedule,
    seal_commitments,
)
from tongjian.supervision.planning.policies import visible_draws


@task()
def carry_out(job_id: str) -> dict[str, str]:
    """Freezes or runs a draw in the name of whoever asked, with what that person may do by now. Safe to run twice."""
    job = queries.get_job(UUID(job_id))
    actor = actor_for(User.objects.get(pk=str(job.asked_by)), post_id=job.post_id, via="job")
    job = carry_out_draw_job(actor=actor, job_id=job.pk)
    return {"state": job.state}


@transaction.atomic
def start_draw_job(*, actor: Actor, draw_id: UUID, kind: JobKind) -> DrawJob:
    """Asked for and put into the queue, or neither."""
    job = request_draw_job(actor=actor, draw_id=draw_id, kind=kind)
    carry_out.enqueue(str(job.pk))
    return job


@task()
def carry_out_schedule(schedule_id: str) -> dict[str, str]:
    """Works out or adopts a schedule in the name of whoever asked. Safe to run twice."""
    schedule = queries.find_schedule(UUID(schedule_id))
    actor = actor_for(User.objects.get(pk=str(schedule.asked_by)), post_id=schedule.post_id, via="job")
    act = adopt_schedule if schedule.state == ScheduleState.ADOPTING else build_schedule
    return {"state": act(actor=actor, schedule_id=schedule.pk).state}


@transaction.atomic
def start_schedule(
    *, actor: Actor, is_practice: bool = False, keeps_dates: bool = False, away: Away | None = None
) -> Schedule:
    """Asked for and put into the queue, or neither."""
    schedule = request_schedule(actor=actor, is_practice=is_practice, keeps_dates=keeps_dates, away=away)
    carry_out_schedule.enqueue(str(schedule.pk))
    return schedule


@transaction.atomic
def start_adoption(*, actor: Actor, schedule_id: UUID) -> Schedule:
    """Asked for and put into the queue, or neither."""
    schedule = request_adoption(actor=actor, schedule_id=schedule_id)
    carry_out_schedule.enqueue(str(schedule.pk))
    return schedule


def _actor(name: str) -> Actor:
    return Actor.system(f"定时任务：{name}", "planning.view", "planning.run_due")


@recurring("planning.publish_due_draws", every=timedelta(minutes=5))
def publish_due_draws() -> dict[str, Any]:
    """公开到期的抽取。"""
    actor = _actor("公开抽取")
    is_due = Q(publish_at=None) | Q(publish_at__lte=timezone.now())
    due = list(visible_draws(actor).filter(is_due, state=DrawState.DRAWN).values_list("pk", flat=True))
    return {"published": len([publish_draw(actor=actor, draw_id=pk) for pk in due])}


@recurring("planning.measure_fairness", every=timedelta(minutes=30))
def measure_published_draws() -> dict[str, Any]:
    """测算已公开抽取的公平性。"""
    return {"measured": len(measure_fairness(actor=_actor("公平性测算")))}


@recurring("planning.abort_overdue_draws", every=timedelta(minutes=5))
def abort_overdue_draws() -> dict[str, Any]:
    """中止逾期未揭示的抽取。"""
    actor = _actor("揭示逾期")
    overdue = visible_draws(actor).filter(state=DrawState.COMMITTED, reveal_deadline__lte=timezone.now())
    reason = "揭示期限已过，仍有参与方未揭示。"
    keys = list(overdue.values_list("pk", flat=True))
    return {"aborted": len([abort_draw(actor=actor, draw_id=pk, reason=reason) for pk in keys])}


@recurring("planning.seal_commitments", every=timedelta(minutes=1))
def seal_unsealed_commitments() -> dict[str, Any]:
    """补封承诺齐备而未封存的抽取。"""
    actor = _actor("封存承诺")
    unsealed = visible_draws(actor).filter(state=DrawState.COMMITTED, checkpoint="")
    keys = list(unsealed.values_list("pk", flat=True))
    return {"sealed": len([seal_commitments(actor=actor, draw_id=pk) for pk in keys])}
