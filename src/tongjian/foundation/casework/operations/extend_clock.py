"""延长时限。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import (
    end_reminders,
    lock_clock,
    matter_of,
    note_change,
    require_reason,
    text,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.workdays import due


@transaction.atomic
def extend_clock(*, actor: Actor, clock_id: UUID, reason: str) -> Clock:
    """Once, by what the rule itself allows (可延); refused where it allows nothing."""
    clock = lock_clock(actor, clock_id, sources=(ClockState.RUNNING,), verb="延长")
    reason = require_reason(reason)
    on = timezone.localdate(clock.started_at)
    region, agency = clock.agency.region_id, clock.agency.code
    limit = rulebook.value_of(clock.parameter_code, on=on, region=region, agency=agency)
    if limit is None or not limit.extension_value.isdigit() or clock.due_at is None:
        citation = limit.citation if limit else ""
        raise RuleViolated("not_extendable", "这项时限没有规定可以延长。", citation)
    if clock.changes.filter(kind="extend").exists():
        raise RuleViolated("already_extended", "这项时限已经延长过一次。", limit.citation)
    before = clock.due_at
    ends = due(before, int(limit.extension_value), limit.extension_unit, rulebook.calendar())  # type: ignore[arg-type]
    clock.due_at, clock.is_provisional = ends.at, ends.is_provisional
    clock.warned_first_at = clock.warned_last_at = None
    clock.save(update_fields=["due_at", "is_provisional", "warned_first_at", "warned_last_at"])
    note_change(actor, clock, "extend", before=before, reason=reason, citation=limit.citation)
    end_reminders(actor, clock)
    data = {"matter": matter_of(clock), "reason": reason, "due_before": text(before), "due_at": text(ends.at)}
    record(actor, "clock.extended", clock, citation=limit.citation, **data)
    return clock
