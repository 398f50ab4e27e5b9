"""Reads about clocks and to-dos."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState, TodoState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.casework.policies import visible_clocks, visible_todos
from tongjian.foundation.kernel.actor import Actor

OPEN_STATES = (ClockState.RUNNING, ClockState.SUSPENDED, ClockState.EXPIRED)
_RUNNING = Q(state=ClockState.RUNNING)
CLOCK_STATES = {
    "running": _RUNNING,
    "near": _RUNNING & Q(warned_first_at__isnull=False),
    "expired": Q(state=ClockState.EXPIRED),
    "suspended": Q(state=ClockState.SUSPENDED),
    "unset": _RUNNING & Q(due_at=None),
}
"""How people ask about open clocks: a near one was warned about and still runs."""


def list_todos(actor: Actor) -> QuerySet[Todo]:
    """Open to-dos, those with the nearest limit first, with what their clocks show."""
    todos = visible_todos(actor).filter(state=TodoState.OPEN).select_related("clock", "agency")
    todos = todos.prefetch_related("clock__changes")
    return todos.order_by(F("clock__due_at").asc(nulls_last=True), "created_at", "id")


def count_todos(actor: Actor) -> int:
    return visible_todos(actor).filter(state=TodoState.OPEN).count()


@dataclass(frozen=True, slots=True)
class ClockCounts:
    """How the open clocks of an agency stand, by CLOCK_STATES."""

    running: int
    near: int
    expired: int
    suspended: int
    unset: int


def count_clocks(actor: Actor) -> ClockCounts:
    """One query."""
    counts = {name: Count("pk", filter=condition) for name, condition in CLOCK_STATES.items()}
    return ClockCounts(**visible_clocks(actor).aggregate(**counts))


def list_open_clocks(actor: Actor) -> QuerySet[Clock]:
    clocks = visible_clocks(actor).filter(state__in=OPEN_STATES).select_related("agency").prefetch_related("changes")
    return clocks.order_by(F("due_at").asc(nulls_last=True), "id")


def clocks_of(matter_kind: str, matter_id: object) -> QuerySet[Clock]:
    """For the page of a matter that the actor already sees."""
    clocks = Clock.objects.filter(matter_kind=matter_kind, matter_id=str(matter_id))
    return clocks.prefetch_related("changes").order_by("started_at", "id")


def share_left(clock: Clock, now: datetime | None = None) -> Fraction | None:
    """What part of the time is left: 1 at the start, 0 or less when due; None without a limit."""
    if clock.due_at is None:
        return None
    whole = (clock.due_at - clock.started_at).total_seconds()
    left = (clock.due_at - (now or timezone.now())).total_seconds()
    return Fraction(int(left), max(int(whole), 1))
