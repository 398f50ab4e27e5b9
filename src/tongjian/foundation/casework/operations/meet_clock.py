"""完成时限事项。"""

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations._clock import end_reminders, matter_of
from tongjian.foundation.casework.queries import OPEN_STATES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def meet_clock(*, actor: Actor, matter: models.Model, parameter_code: str) -> bool:
    """The act the clock waited for is done; True when it was in time. No open clock: nothing to do, True."""
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有办结时限的权限。")
    clocks = Clock.objects.select_for_update(of=("self",)).filter(
        matter_kind=matter._meta.label_lower,
        matter_id=str(matter.pk),
        parameter_code=parameter_code,
        state__in=OPEN_STATES,
    )
    now, in_time = timezone.now(), True
    for clock in clocks:
        late = clock.due_at is not None and now > clock.due_at
        clock.state, clock.ended_at = ClockState.MET_LATE if late else ClockState.MET, now
        clock.save(update_fields=["state", "ended_at"])
        end_reminders(actor, clock)
        record(actor, "clock.met", clock, matter=matter_of(clock), late=late)
        in_time = in_time and not late
    return in_time
