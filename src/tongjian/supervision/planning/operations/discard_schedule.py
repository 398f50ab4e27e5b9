"""作废排期。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Schedule
from tongjian.supervision.planning.operations._schedules import lock_schedule, note
from tongjian.supervision.planning.workflow import SCHEDULE_WORKFLOW


@transaction.atomic
def discard_schedule(*, actor: Actor, schedule_id: UUID) -> Schedule:
    """Nobody will adopt it. It stays to be read."""
    schedule = lock_schedule(actor, schedule_id)
    require(policies.can_adopt_schedule(actor, schedule))
    schedule.state = SCHEDULE_WORKFLOW.check("discard", state=schedule.state).target
    schedule.save(update_fields=["state"])
    note(actor, "schedule.discarded", schedule)
    return schedule
