"""What the worker does for the queue itself."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tongjian.foundation.kernel import jobs
from tongjian.foundation.kernel.models import Worker

KEEP_DONE, KEEP_FAILED, KEEP_WORKERS = timedelta(days=1), timedelta(days=30), timedelta(days=1)


@jobs.recurring("kernel.requeue", every=timedelta(seconds=30))
def requeue() -> dict[str, Any]:
    return jobs.requeue_abandoned()


@jobs.recurring("kernel.prune", every=timedelta(hours=1))
def prune() -> dict[str, Any]:
    """Recurring jobs leave a row for every run; results that nobody will look at again go."""
    now = timezone.now()
    done, _ = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_DONE).delete()
    failed, _ = DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILED).delete()
    Worker.objects.filter(seen_at__lt=now - KEEP_WORKERS).delete()
    return {"done": done, "failed": failed}
