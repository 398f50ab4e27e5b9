"""Jobs: the queue is django-tasks on the database; this adds a schedule that several workers may run at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from tongjian.foundation.kernel.models import Schedule

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
        queued: Task[[], dict[str, Any]] = task()(function)
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
