"""Jobs: the queue is django-tasks on the database; this adds a schedule that several workers may run at once, and
takes back what a killed worker left unfinished.

A task must be safe to interrupt and to run twice: it is run again when its worker disappears.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tongjian.foundation.kernel.models import Schedule, Worker

SCHEDULE_QUEUE = "schedule"
"""Short recurring jobs wait in a queue of their own, never behind an import of an hour."""
SILENCE = timedelta(seconds=60)
"""A worker that has not been heard of for so long is taken for dead."""
MOST_ATTEMPTS = 3
"""A task that outlived as many workers is given up: it probably kills them."""

JobFunction = Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Job:
    """A recurring job: a queue task and how often it runs."""

    name: str
    every: timedelta
    task: Task[[], dict[str, Any]]


_jobs: dict[str, Job] = {}


def recurring(name: str, *, every: timedelta) -> Callable[[JobFunction], Task[[], dict[str, Any]]]:
    """Registers a task of a context's `tasks.py`. It must be safe to interrupt and to run twice."""

    def register(function: JobFunction) -> Task[[], dict[str, Any]]:
        queued: Task[[], dict[str, Any]] = task(queue_name=SCHEDULE_QUEUE)(function)
        if name in _jobs:
            raise ValueError(f"job {name} is registered twice")
        _jobs[name] = Job(name, every, queued)
        return queued

    return register


def registered() -> list[Job]:
    return sorted(_jobs.values(), key=lambda job: job.name)


def run_due_schedules(now: datetime | None = None) -> list[str]:
    """Enqueues every job that is due, each exactly once however many schedulers run. Returns their names."""
    now = now or timezone.now()
    return [job.name for job in registered() if _enqueue_if_due(job, now)]


def _enqueue_if_due(job: Job, now: datetime) -> bool:
    Schedule.objects.get_or_create(name=job.name, defaults={"next_run_at": now})
    with transaction.atomic():
        # The conditional update is the lock: of several schedulers only one sees a changed row.
        due = Schedule.objects.filter(name=job.name, next_run_at__lte=now)
        if not due.update(next_run_at=now + job.every, last_run_at=now):
            return False
        job.task.enqueue()
    return True


def show_life(worker_id: str, now: datetime | None = None) -> None:
    """Called by every worker every few seconds, from its start on."""
    Worker.objects.update_or_create(pk=worker_id, defaults={"seen_at": now or timezone.now()})


def sign_off(worker_id: str) -> None:
    """A worker that ends as it should is not missed."""
    Worker.objects.filter(pk=worker_id).delete()


def list_workers(now: datetime | None = None) -> list[str]:
    """Ids of the workers that live."""
    return list(Worker.objects.filter(seen_at__gte=(now or timezone.now()) - SILENCE).values_list("pk", flat=True))


def is_under_way(about: object) -> bool:
    """Whether a job whose first argument this is waits or runs."""
    waiting = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    return waiting.filter(args_kwargs__args__0=str(about)).exists()


@transaction.atomic
def requeue_abandoned(now: datetime | None = None) -> dict[str, int]:
    """Puts back what dead workers were running, or gives it up as failed; returns how many of each."""
    living = set(list_workers(now))
    running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
    abandoned = [result for result in running if result.worker_ids[-1] not in living]
    counts = {"requeued": 0, "given_up": 0}
    for result in abandoned:
        if len(result.worker_ids) >= MOST_ATTEMPTS:
            result.set_failed(RuntimeError(f"workers died while running it: {result.worker_ids}"))
            counts["given_up"] += 1
        else:
            DBTaskResult.objects.filter(pk=result.pk).update(status=TaskResultStatus.READY, started_at=None)
            counts["requeued"] += 1
    return counts
