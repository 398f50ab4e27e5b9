"""The queue: recurring jobs run once, and nothing is lost with its worker."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tongjian.foundation.kernel import jobs, tasks
from tongjian.foundation.kernel.models import Schedule, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    """A task that a worker had claimed."""
    tasks.requeue.enqueue()
    result = DBTaskResult.objects.get()
    result.claim("host:1:aaaa")
    return result


def test_a_due_job_is_queued_once_and_not_again_before_its_time():
    assert "kernel.requeue" in jobs.run_due_schedules()
    assert "kernel.requeue" not in jobs.run_due_schedules()

    later = timezone.now() + timedelta(seconds=31)

    assert "kernel.requeue" in jobs.run_due_schedules(later)
    assert Schedule.objects.get(name="kernel.requeue").last_run_at == later


def test_recurring_jobs_do_not_wait_behind_long_tasks():
    jobs.run_due_schedules()

    assert set(DBTaskResult.objects.values_list("queue_name", flat=True)) == {jobs.SCHEDULE_QUEUE}


def test_the_task_of_a_living_worker_is_left_alone(running):
    jobs.show_life("host:1:aaaa")

    assert jobs.requeue_abandoned() == {"requeued": 0, "given_up": 0}


@pytest.mark.parametrize("end", [lambda: None, lambda: jobs.sign_off("host:1:aaaa")], ids=["killed", "ended"])
def test_the_task_of_a_worker_that_is_gone_is_run_again(running, end):
    jobs.show_life("host:1:aaaa", timezone.now() - jobs.SILENCE - timedelta(seconds=1))
    end()

    assert jobs.requeue_abandoned() == {"requeued": 1, "given_up": 0}

    running.refresh_from_db()
    assert (running.status, running.started_at) == ("READY", None)
    assert DBTaskResult.objects.ready().get() == running


def test_a_task_that_outlives_three_workers_is_given_up(running):
    running.claim("host:2:bbbb")
    running.claim("host:3:cccc")

    assert jobs.requeue_abandoned() == {"requeued": 0, "given_up": 1}

    running.refresh_from_db()
    assert running.status == "FAILED" and "host:3:cccc" in running.traceback


def test_old_results_go_and_failures_stay_longer(running):
    tasks.requeue.enqueue()
    failed = DBTaskResult.objects.exclude(pk=running.pk).get()
    running.set_successful({})
    failed.set_failed(RuntimeError("x"))
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=2))
    jobs.show_life("long gone", timezone.now() - timedelta(days=2))

    assert tasks.prune.func() == {"done": 1, "failed": 0}

    assert DBTaskResult.objects.get() == failed
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_several_schedulers_queue_a_due_job_once():
    at = timezone.now()
    barrier = Barrier(3)
    queued = []

    def schedule():
        barrier.wait()
        try:
            queued.extend(jobs.run_due_schedules(at))
        finally:
            connection.close()

    schedulers = [Thread(target=schedule) for _ in range(3)]
    for scheduler in schedulers:
        scheduler.start()
    for scheduler in schedulers:
        scheduler.join()

    assert sorted(queued) == [job.name for job in jobs.registered()]
    assert DBTaskResult.objects.count() == len(jobs.registered())


def test_a_job_has_one_name():
    with pytest.raises(ValueError, match="twice"):
        jobs.recurring("kernel.requeue", every=timedelta(seconds=1))(tasks.prune.func)
