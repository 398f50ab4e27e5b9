"""`tongjian worker`: runs queued tasks, and a schedule beside them that puts due jobs into the queue."""

import logging
import os
import secrets
import signal
import socket
import threading
from types import FrameType

import click
from django.db import OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker

from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel.jobs import run_due_schedules

logger = logging.getLogger(__name__)
SCHEDULE_SECONDS = 5.0
POLL_SECONDS = 0.5


class PatientWorker(Worker):
    """Ends between two tasks, never inside one; asking twice is the same as asking once."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        self.running = False


@command("worker")
@click.option("--queue", "queues", multiple=True, help="只处理这个队列，可重复（默认全部）。")
@click.option("--no-schedule", is_flag=True, help="不启动定时任务（另有进程负责时）。")
def worker(queues: tuple[str, ...], no_schedule: bool) -> None:  # noqa: FBT001  click calls by keyword
    """处理后台任务；可在多台机器上同时运行，每项任务只执行一次。"""
    runner = PatientWorker(
        queue_names=list(queues) or ["*"],
        excluded_queue_names=[],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}",
    )
    runner.configure_signals()
    ending = threading.Event()
    schedule = threading.Thread(target=keep_schedule, args=(ending,), name="schedule")
    if not no_schedule:
        schedule.start()
    try:
        runner.run()
    finally:
        ending.set()
        if schedule.is_alive():
            schedule.join(timeout=SCHEDULE_SECONDS)


def keep_schedule(ending: threading.Event) -> None:
    """Looks every few seconds for due jobs. A busy database is tried again; anything else ends the whole worker."""
    try:
        while not ending.wait(SCHEDULE_SECONDS):
            close_old_connections()
            try:
                run_due_schedules()
            except OperationalError as error:
                logger.warning("schedule: %s", error)
    finally:
        connection.close()
        if not ending.is_set():
            os.kill(os.getpid(), signal.SIGTERM)
