"""How far a long step is, told to whoever watches: a bar on the terminal, or a row that a page asks for."""

import time
from collections.abc import Callable
from uuid import UUID

from django.db import OperationalError, connection
from django.utils import timezone

from tongjian.supervision.planning.choices import JobStage, JobState
from tongjian.supervision.planning.models import DrawJob

Watch = Callable[[JobStage, int, int], None]
"""Hears stage, done and total; done counts within the stage."""
_PAUSE = 0.5


def nobody(_stage: JobStage, _done: int, _total: int) -> None:
    """Who watches when nobody does."""


class JobWatch:
    """Writes progress where the page finds it, at the start of each stage and then every half second.

    Nothing is written inside a transaction, where nobody could see it. Progress is a courtesy: when the database is
    busy it is left out and the work goes on.
    """

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self.stage = ""
        self.due = 0.0

    def __call__(self, stage: JobStage, done: int, total: int) -> None:
        if connection.in_atomic_block or (stage == self.stage and time.monotonic() < self.due):
            return
        self.stage, self.due = stage, time.monotonic() + _PAUSE
        running = DrawJob.objects.filter(pk=self.job_id, state=JobState.RUNNING)
        try:
            running.update(stage=stage, done=done, total=total, seen_at=timezone.now())
        except OperationalError:
            return
