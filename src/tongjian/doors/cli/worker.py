"""`tongjian worker`: runs queued tasks, and a schedule beside them that puts due jobs into the queue."""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from types import FrameType

import click
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.module_loading import autodiscover_modules
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel import jobs
from tongjian.foundation.kernel.outages import outage_of

logger = logging.getLogger(__name__)
BEAT_SECONDS = 5.0
POLL_SECONDS = 0.5
OUTAGE_SECONDS, SILENT_SECONDS = 2.0, 60.0


class PatientWorker(Worker):
    """Ends between two tasks, never inside one; asking twice is the same as asking once. Outlives its database."""

    has_task = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        self.running = False

    def run(self) -> None:
        """A database that is lost between two tasks is waited for. Lost inside one, the process ends and is started
        again: the task stays marked as its own, and only those of dead workers are taken back."""
        patience = Patience()
        while self.running:
            try:
                super().run()
            except (DatabaseError, InterfaceError) as error:
                if self.has_task:
                    raise
                patience.wait_out(error)
                time.sleep(OUTAGE_SECONDS)
            else:
                return  # asked to end, or nothing left of a batch

    def run_task(self, db_task_result: DBTaskResult) -> None:  # type: ignore[type-arg]
        self.has_task = True
        super().run_task(db_task_result)  # raises only when not even the failure could be written
        self.has_task = False


class Patience:
    """Waits for what is missing, and does not say so at every look."""

    def __init__(self) -> None:
        self.silent_until = 0.0

    def wait_out(self, error: Exception) -> None:
        """Lets go of the broken connection; a bug goes on its way."""
        outage = outage_of(error)
        if outage is None:
            raise error
        if time.monotonic() >= self.silent_until:
            logger.warning("%s %s", outage.code, " ".join(str(error).split()))
            self.silent_until = time.monotonic() + SILENT_SECONDS
        connection.close()


@command("worker")
@click.option("--queue", "queues", multiple=True, help="只处理这个队列，可重复（默认全部）。")
def worker(*, queues: tuple[str, ...]) -> None:
    """处理后台任务和定时任务；可在多台机器上同时运行，每项任务只由一个进程执行。"""
    autodiscover_modules("tasks")  # a context's recurring jobs register themselves
    name = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
    runner = PatientWorker(
        queue_names=list(queues) or ["*"],
        excluded_queue_names=[],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
    )
    runner.configure_signals()
    jobs.show_life(name)
    ending = threading.Event()
    runs_schedule = not queues or jobs.SCHEDULE_QUEUE in queues
    beats = threading.Thread(target=beat, args=(ending, name), kwargs={"runs_schedule": runs_schedule}, name="beat")
    beats.start()
    try:
        runner.run()
    finally:
        ending.set()
        beats.join()
        jobs.sign_off(name)


def beat(ending: threading.Event, name: str, *, runs_schedule: bool) -> None:
    """Shows every few seconds that the worker lives and queues what is due, also while a task runs.

    A busy or lost database is tried again at the next beat; anything else ends the worker, so that it is restarted.
    """
    patience = Patience()
    try:
        while not ending.wait(BEAT_SECONDS):
            close_old_connections()
            try:
                jobs.show_life(name)
                if runs_schedule:
                    jobs.run_due_schedules()
            except (DatabaseError, InterfaceError) as error:
                patience.wait_out(error)
    finally:
        connection.close()
        if not ending.is_set():
            os.kill(os.getpid(), signal.SIGTERM)
