"""日历公布后重算暂定的到期时间。"""

from django.db import transaction

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.operations._clock import matter_of, note_change, text
from tongjian.foundation.casework.policies import visible_clocks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.workdays import due


@transaction.atomic
def recompute_provisional_clocks(*, actor: Actor) -> int:
    """Returns how many clocks now have another due time. One that was extended or suspended keeps its own."""
    require(ALLOW if actor.has("casework.run_clocks") else deny("没有重算时限的权限。"))
    clocks = visible_clocks(actor).select_for_update(of=("self",))
    provisional = clocks.filter(state=ClockState.RUNNING, is_provisional=True, changes=None)
    calendar, moved = rulebook.calendar(), 0
    for clock in provisional:
        ends = due(clock.started_at, int(clock.amount), clock.unit, calendar)  # type: ignore[arg-type]
        before = clock.due_at
        clock.due_at, clock.is_provisional = ends.at, ends.is_provisional
        clock.save(update_fields=["due_at", "is_provisional"])
        if ends.at == before:
            continue
        moved += 1
        note_change(actor, clock, "recompute", before=before)
        data = {"due_before": text(before), "due_at": text(ends.at), "is_provisional": ends.is_provisional}
        record(actor, "clock.recomputed", clock, matter=matter_of(clock), **data)
    return moved
