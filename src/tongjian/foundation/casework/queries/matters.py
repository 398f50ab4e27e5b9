"""Reads about clocks, to-dos and notifications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState, TodoState
from tongjian.foundation.casework.models import Announcement, Arbitration, Clock, ClockChange, Notification, Todo
from tongjian.foundation.casework.policies import (
    overseen_agencies,
    overseen_clocks,
    roles_to_tell,
    visible_arbitrations,
    visible_clocks,
    visible_notifications,
    visible_todos,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.models import Agency, Delegation, User
from tongjian.foundation.org.queries import common_superior
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import Unit
from tongjian.foundation.rulebook.effects import Effect, Proposed
from tongjian.foundation.rulebook.queries import region_chain
from tongjian.pure.codes import is_within, significant
from tongjian.pure.workdays import due

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


def count_waiting(actor: Actor) -> tuple[int, int]:
    """Open to-dos and unread notifications, in one query: every page shows both."""
    if actor.user_id is None:
        return count_todos(actor), 0
    todos = visible_todos(actor).filter(state=TodoState.OPEN)
    unread = unread_notifications(actor)
    counts = User.objects.filter(pk=actor.user_id).values_list(_number_of(todos), _number_of(unread))
    return counts.first() or (0, 0)


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


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


def find_arbiter(first: Agency, second: Agency) -> tuple[Agency | None, bool]:
    """Who decides between two agencies: their common superior; where none is on record, the coordinating agency of
    the smallest region that holds both (not the superior of the law: the second value is False)."""
    if superior := common_superior(first, second):
        return superior, True
    regions = [code for code in region_chain(first.region_id) if is_within(second.region_id, code)]
    rows = Agency.objects.filter(kind__is_coordinator=True, region__in=regions, valid_until=None)
    coordinators = {row.region_id: row for row in rows.order_by("-code")}
    found = (coordinators[code] for code in regions if code in coordinators)
    return next((agency for agency in found if agency not in (first, second)), None), False


def agencies_to_designate(arbitration: Arbitration) -> QuerySet[Agency]:
    """Agencies of the arbiter's region and below, the parties among them."""
    within = significant(arbitration.arbiter.region_id)
    return Agency.objects.filter(region__code__startswith=within, valid_until=None).order_by("region_id", "code")


def list_arbitrations(actor: Actor) -> QuerySet[Arbitration]:
    """Open ones first, the oldest of them at the top."""
    rows = visible_arbitrations(actor).select_related("arbiter", "temporary", "refusing", "holder")
    return rows.order_by(F("decided_at").desc(nulls_first=True), "asked_at", "id")


def arbitrations_of(matters: Iterable[models.Model]) -> dict[str, list[Arbitration]]:
    """By key of the matter, the oldest first, for the page of matters of one kind that the actor already sees."""
    found: dict[str, list[Arbitration]] = {}
    rows = list(matters)
    if not rows:
        return found
    asked = Arbitration.objects.filter(matter_kind=rows[0]._meta.label_lower, matter_id__in=[str(r.pk) for r in rows])
    for arbitration in asked.select_related("arbiter", "temporary", "refusing", "holder").order_by("asked_at"):
        found.setdefault(arbitration.matter_id, []).append(arbitration)
    return found


def arbitration_of(handover_id: UUID) -> Arbitration | None:
    """For the page of a hand-over that the actor already sees."""
    rows = Arbitration.objects.select_related("arbiter", "temporary", "refusing", "holder")
    return rows.filter(handover_id=handover_id).first()


def decision_about(matter: models.Model) -> Arbitration | None:
    """The binding decision about a matter, where there is one."""
    decided = Arbitration.objects.filter(
        matter_kind=matter._meta.label_lower, matter_id=str(matter.pk), decided_at__isnull=False
    )
    return decided.select_related("arbiter", "holder").order_by("-decided_at").first()


def get_clock(actor: Actor, clock_id: UUID) -> Clock:
    """One's own, or one that an agency below missed."""
    may_see = Q(pk__in=visible_clocks(actor).values("pk")) | Q(pk__in=overseen_clocks(actor).values("pk"))
    clock = Clock.objects.filter(may_see, pk=clock_id).select_related("agency").prefetch_related("changes").first()
    if clock is None:
        raise NotFound("clock_not_found", "没有这个时限，或者您无权查看。")
    return clock


def list_overdue(actor: Actor) -> QuerySet[Clock]:
    """Open limits past their time of every agency one oversees, the longest overdue first."""
    clocks = overseen_clocks(actor).filter(state=ClockState.EXPIRED).select_related("agency__region")
    return clocks.prefetch_related("changes").order_by("due_at", "id")


@dataclass(frozen=True, slots=True)
class AgencyLoad:
    """How an agency stands: open to-dos, limits running and overdue, and the share met in time of those that ended."""

    agency: Agency
    todos: int
    running: int
    overdue: int
    met: int
    met_late: int

    @property
    def in_time(self) -> Fraction | None:
        """None when no limit ended: nothing to speak of is not 100 %."""
        return Fraction(self.met, self.met + self.met_late) if self.met + self.met_late else None


def loads_of_agencies(actor: Actor, *, days: int) -> list[AgencyLoad]:
    """Of the agencies one oversees that have anything open or ended within so many days. Four queries."""
    since = timezone.now() - timedelta(days=days)
    agencies = overseen_agencies(actor)
    todos = dict(
        Todo.objects.filter(agency__in=agencies, state=TodoState.OPEN)
        .values_list("agency_id")
        .annotate(number=Count("pk"))
    )
    ended = Q(ended_at__gte=since)
    counts = (
        Clock.objects.filter(Q(state__in=OPEN_STATES) | ended, agency__in=agencies)
        .values("agency_id")
        .annotate(
            running=Count("pk", filter=Q(state__in=[ClockState.RUNNING, ClockState.SUSPENDED])),
            overdue=Count("pk", filter=Q(state=ClockState.EXPIRED)),
            met=Count("pk", filter=ended & Q(state=ClockState.MET)),
            met_late=Count("pk", filter=ended & Q(state=ClockState.MET_LATE)),
        )
    )
    figures = counts.order_by().values_list("agency_id", "running", "overdue", "met", "met_late")
    clocks = {agency_id: numbers for agency_id, *numbers in figures}
    rows = agencies.filter(pk__in=[*todos, *clocks]).select_related("region").order_by("region_id", "code")
    return [AgencyLoad(row, todos.get(row.pk, 0), *clocks.get(row.pk, [0, 0, 0, 0])) for row in rows]


def clocks_due_between(actor: Actor, first: datetime, last: datetime) -> QuerySet[Clock]:
    """Open limits of one's agency that fall due in [first, last): a limit that ends at 24:00 belongs to its day."""
    instant = timedelta(microseconds=1)
    clocks = visible_clocks(actor).filter(
        state__in=OPEN_STATES, due_at__gte=first + instant, due_at__lt=last + instant
    )
    return clocks.order_by("due_at", "id")


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What waits for a person by name, how much of it is overdue, and how many acts are on record."""

    user_id: str
    todos: int
    overdue: int
    acts: int


def loads_of_people(actor: Actor, *, days: int) -> list[PersonLoad]:
    """Of one's own agency, the most burdened first. To-dos for whoever has the capability are nobody's by name."""
    if actor.agency_id is None or not actor.has("casework.view"):
        return []
    waiting = Todo.objects.filter(agency_id=actor.agency_id, state=TodoState.OPEN, user__isnull=False)
    late = Count("pk", filter=Q(clock__state=ClockState.EXPIRED))
    todos = {
        str(user_id): (number, overdue)
        for user_id, number, overdue in waiting.values_list("user_id").annotate(number=Count("pk"), late=late)
    }
    since = timezone.now() - timedelta(days=days)
    done = Entry.objects.filter(agency_id=str(actor.agency_id), at__gte=since).exclude(actor_user_id="")
    acts = dict(done.values_list("actor_user_id").annotate(number=Count("pk")).order_by())
    people = [PersonLoad(key, *todos.get(key, (0, 0)), acts.get(key, 0)) for key in {*todos, *acts}]
    return sorted(people, key=lambda row: (-row.todos, -row.acts, row.user_id))


def list_notifications(actor: Actor) -> QuerySet[Notification]:
    """The newest first."""
    return visible_notifications(actor).select_related("announcement__todo").order_by("-at", "-id")


def unread_notifications(actor: Actor) -> QuerySet[Notification]:
    """What somebody else has done meanwhile need not be read any more."""
    is_news = Q(announcement__todo=None) | Q(announcement__todo__state=TodoState.OPEN)
    return list_notifications(actor).filter(is_news, read_at=None)


def people_to_tell(announcement: Announcement) -> QuerySet[User]:
    """Who works in the agency today and may do what the announcement is about, and whoever stands in there for one who
    may; not whoever did it."""
    today = timezone.localdate()
    held = Q(posts__valid_until=None) | Q(posts__valid_until__gt=today)
    roles = roles_to_tell("" if announcement.user_id else announcement.capability)
    concerned = User.objects.filter(
        held, posts__agency=announcement.agency_id, posts__valid_from__lte=today, posts__role__in=roles, is_active=True
    )
    if announcement.user_id:
        concerned = concerned.filter(pk=announcement.user_id)
    running = Delegation.objects.filter(valid_from__lte=today, valid_until__gt=today)
    entrusted = running.filter(post__agency=announcement.agency_id, post__role__in=roles)
    deputies = entrusted.filter(post__user__in=concerned.values("pk")).values("deputy")
    people = User.objects.filter(Q(pk__in=concerned.values("pk")) | Q(pk__in=deputies), is_active=True)
    return people.exclude(pk=announcement.by).distinct() if announcement.by else people.distinct()


_LOOKED_AT = 2000
"""Ended limits a preview computes again: enough to judge by, quick enough to wait for."""


def effects_on_clocks(proposed: Proposed) -> list[Effect]:
    """What a new limit would have meant for those that ended in the last year, whoever's they were. Three queries.

    Limits that were suspended or extended are left out: their days were counted otherwise.
    """
    change, before = proposed.change, proposed.before
    if change.unit not in Unit.values or change.unit == Unit.NONE or not change.value.isdigit():
        return []
    place = ("agency__region_id", "agency__code")
    clocks = Clock.objects.filter(parameter_code=change.parameter_code)
    running = clocks.filter(state__in=(ClockState.RUNNING, ClockState.SUSPENDED)).values_list(*place)
    counts = running.order_by().annotate(count=Count("pk"))
    kept = sum(count for region, agency, count in counts if proposed.touches(region=region, agency=agency))
    ended = clocks.filter(
        ~Exists(ClockChange.objects.filter(clock=OuterRef("pk"))),
        state__in=(ClockState.MET, ClockState.MET_LATE),
        ended_at__gte=timezone.now() - timedelta(days=365),
    )
    rows = ended.order_by("-ended_at").values_list("started_at", "ended_at", "state", *place)[:_LOOKED_AT]
    looked_at = [row[:3] for row in rows if proposed.touches(region=row[3], agency=row[4])]
    days, amount, unit = rulebook.calendar(), int(change.value), change.unit
    late = sum(due(started, amount, unit, days).at < end for started, end, _ in looked_at)  # type: ignore[arg-type]
    was_late = sum(state == ClockState.MET_LATE for _, _, state in looked_at)
    return [
        Effect("近一年办结的这类时限中超期的", was_late if before else None, late, len(looked_at)),
        Effect("正在计时的这类时限中到期日改变的", 0, 0, kept, "已起算的按起算时的规定。"),
    ]
