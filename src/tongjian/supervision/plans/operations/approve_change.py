"""同意变更。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.operations._changes import bring_into_force
from tongjian.supervision.plans.operations._lock import lock_line
from tongjian.supervision.plans.policies import can_decide_change


@transaction.atomic
def approve_change(*, actor: Actor, line_id: UUID) -> PlanLine:
    """In force from today, when the version before it ends; public at once, marked as changed, with the reason."""
    line = lock_line(actor, line_id)
    require(can_decide_change(actor, line))
    return bring_into_force(actor, line)
