"""`tongjian worker` in a process of its own, on the test's database."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from tongjian.foundation.kernel import jobs, tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(tmp_path):
    """Starts a worker on the test database."""
    home = settings.TONGJIAN_HOME
    probe = (
        "from tests.settings import DATABASES\n"
        f"DATABASES['default']['NAME'] = {str(connection.settings_dict['NAME'])!r}\n"
        "from tongjian.doors.cli.main import run; run(['worker'])\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"src{os.pathsep}.", "TONGJIAN_HOME": str(home)}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-c", probe], env=environment, stderr=log, stdout=log)
    yield process
    process.kill()
    process.wait()


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_worker_runs_what_is_queued_shows_that_it_lives_and_signs_off(worker):
    tasks.requeue.enqueue()

    wait_for(lambda: DBTaskResult.objects.successful().exists())
    assert len(jobs.list_workers()) == 1

    worker.send_signal(signal.SIGTERM)
    assert worker.wait(8) == 0
    assert jobs.list_workers() == []


def test_a_worker_puts_due_jobs_into_the_queue_by_itself(worker):
    wait_for(lambda: DBTaskResult.objects.successful().count() >= 2)
