"""到期前提醒，到期即记超期。"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState, NotificationKind
from tongjian.foundation.casework.events import ClockExpired, ClockStillExpired
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import matter_of, text
from tongjian.foundation.casework.operations.open_todo import open_todo
from tongjian.foundation.casework.policies import visible_clocks
from tongjian.foundation.casework.queries import share_left
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.workdays import due

_OPEN = Q(state__in=[ClockState.RUNNING, ClockState.EXPIRED])


def check_clocks(*, actor: Actor) -> dict[str, int]:
    """One short transaction per clock; safe to interrupt, safe to run twice."""
    require(ALLOW if actor.has("casework.run_clocks") else deny("没有检查时限的权限。"))
    now = timezone.now()
    counts = {"warned": 0, "expired": 0, "reminded": 0}
    wait = _OPEN & Q(due_at__isnull=False, reminded_at=None)
    for clock_id in list(visible_clocks(actor).filter(wait).values_list("pk", flat=True)):
        outcome = _check(actor, clock_id, now)
        if outcome:
            counts[outcome] += 1
    return counts


@transaction.atomic
def _check(actor: Actor, clock_id: UUID, now: datetime) -> str:
    skip_locked = connection.features.has_select_for_update_skip_locked
    rows = Clock.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    clock = rows.filter(_OPEN, pk=clock_id).first()
    left = share_left(clock, now) if clock else None
    if clock is None or left is None:
        return ""
    if clock.state == ClockState.EXPIRED:
        return _remind_again(actor, clock, now)
    if left <= 0:
        return _expire(actor, clock)
    return _warn(actor, clock, now) if left <= rulebook.ratio("clock.warn_first") else ""


def _expire(actor: Actor, clock: Clock) -> str:
    clock.state = ClockState.EXPIRED
    clock.save(update_fields=["state"])
    _tell(actor, clock, "clock.expired", ClockExpired)
    _remind(actor, clock, "已超期", NotificationKind.OVERDUE)
    return "expired"


def _remind_again(actor: Actor, clock: Clock, now: datetime) -> str:
    """Once, so many working days after it was due; not where the rulebook sets no such time."""
    wait = rulebook.value_of("clock.remind_again", region=clock.agency.region_id, agency=clock.agency.code)
    if wait is None or clock.due_at is None or clock.reminded_at:
        return ""
    if due(clock.due_at, int(wait.value), wait.unit, rulebook.calendar()).at > now:  # type: ignore[arg-type]
        return ""
    clock.reminded_at = now
    clock.save(update_fields=["reminded_at"])
    _tell(actor, clock, "clock.reminded", ClockStillExpired)
    _remind(actor, clock, "超期未办，再次提醒", NotificationKind.OVERDUE)
    return "reminded"


def _tell(actor: Actor, clock: Clock, action: str, event: type[ClockExpired] | type[ClockStillExpired]) -> None:
    agency_id = str(clock.agency_id)
    entry = record(
        actor,
        action,
        clock,
        matter=matter_of(clock),
        title=clock.title,
        parameter=clock.parameter_code,
        due_at=text(clock.due_at),
        agency_id=agency_id,
    )
    publish(entry, event(str(clock.pk), clock.matter_kind, clock.matter_id, agency_id))


def _warn(actor: Actor, clock: Clock, now: datetime) -> str:
    left = share_left(clock, now)
    is_last = left is not None and left <= rulebook.ratio("clock.warn_last")
    if clock.warned_last_at or (clock.warned_first_at and not is_last):
        return ""
    clock.warned_first_at = clock.warned_first_at or now
    clock.warned_last_at = now if is_last else None
    clock.save(update_fields=["warned_first_at", "warned_last_at"])
    _remind(actor, clock, "即将到期", NotificationKind.DUE)
    return "warned"


def _remind(actor: Actor, clock: Clock, word: str, kind: NotificationKind) -> None:
    open_todo(
        actor=actor,
        matter=clock,
        step="limit",
        title=f"{word}：{clock.title}",
        agency_id=clock.agency_id,
        url=clock.url,
        clock=clock,
        kind=kind,
    )
