"""What the worker does about files: those people bring in, and folders into which sources put theirs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django_tasks import task

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.intake import Intake, intake_of
from tongjian.foundation.exchange.models import Batch, FeedRun
from tongjian.foundation.exchange.operations import take_files, work_off_run
from tongjian.foundation.kernel import jobs
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, RuleViolated
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.org.models import User
from tongjian.foundation.org.queries import actor_for

_NAME = "定时任务：交换目录"


@task()
def stage_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int | str]:
    """Checks a batch whose columns a person confirmed, in that person's name. Safe to run twice; a file that turns out
    to be unusable is refused, and the batch says why."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    try:
        batch = _intake(batch_id).stage(actor=actor, batch_id=UUID(batch_id))
    except (RuleViolated, IllegalTransition) as refusal:
        return {"refused": refusal.code}
    return {"accepted": batch.accepted, "rejected": batch.rejected}


@task()
def apply_import(batch_id: str, user_id: str, post_id: str) -> dict[str, int]:
    """Applies a staged batch in the name of whoever asked, with what that person may do by now. Safe to run twice."""
    actor = actor_for(User.objects.get(pk=user_id), post_id=post_id, via="job")
    batch = _intake(batch_id).apply(actor=actor, batch_id=UUID(batch_id))
    return {"created": batch.created, "updated": batch.updated, "unchanged": batch.unchanged}


def _intake(batch_id: str) -> Intake:
    """What the actor may do is asked by the act itself."""
    return intake_of(Batch.objects.values_list("dataset", flat=True).get(pk=batch_id))


@task()
def work_off_feed_run(run_id: str) -> dict[str, str]:
    """Safe to run twice."""
    run = work_off_run(actor=Actor.system(_NAME, "exchange.view"), run_id=UUID(run_id))
    return {"state": run.state}


@recurring("exchange.take_files", every=timedelta(minutes=1))
def look_into_feeds() -> dict[str, Any]:
    """Short: large files are worked off by another job, which is asked for again where its worker died."""
    look = take_files(actor=Actor.system(_NAME, "exchange.view"))
    for run_id in queries.list_waiting_runs():
        if not jobs.is_under_way(run_id):
            FeedRun.objects.filter(pk=run_id).update(attempts=F("attempts") + 1)
            work_off_feed_run.enqueue(str(run_id))
    return {"taken": look.taken, "unreadable": look.unreadable}
