"""提请采用排期：由后台逐项落实。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Schedule
from tongjian.supervision.planning.operations._schedules import lock_schedule, note
from tongjian.supervision.planning.workflow import SCHEDULE_WORKFLOW


@transaction.atomic
def request_adoption(*, actor: Actor, schedule_id: UUID) -> Schedule:
    """The worker will adopt it in this person's name."""
    schedule = lock_schedule(actor, schedule_id)
    require(policies.can_adopt_schedule(actor, schedule))
    schedule.state = SCHEDULE_WORKFLOW.check("request_adoption", state=schedule.state).target
    schedule.asked_by, schedule.post_id, schedule.seen_at = actor.user_id, actor.post_id, timezone.now()
    schedule.failure = ""
    schedule.save(update_fields=["state", "asked_by", "post_id", "seen_at", "failure"])
    note(actor, "schedule.adoption_requested", schedule)
    return schedule
