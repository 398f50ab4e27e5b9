"""What the worker does about folders into which sources put their files."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django_tasks import task

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.models import FeedRun
from tongjian.foundation.exchange.operations import take_files, work_off_run
from tongjian.foundation.kernel import jobs
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring

_NAME = "定时任务：交换目录"


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
