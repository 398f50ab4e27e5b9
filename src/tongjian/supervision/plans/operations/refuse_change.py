"""不同意变更。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import LineState
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.operations._changes import end_asking
from tongjian.supervision.plans.operations._lock import lock_line, reason_of
from tongjian.supervision.plans.policies import can_decide_change
from tongjian.supervision.plans.workflow import CHANGE_WORKFLOW


@transaction.atomic
def refuse_change(*, actor: Actor, line_id: UUID, note: str) -> PlanLine:
    """The line stays as it was; what was proposed is kept, but not public."""
    line = lock_line(actor, line_id)
    require(can_decide_change(actor, line))
    target = CHANGE_WORKFLOW.check("refuse", state=line.state).target
    note = reason_of(note, "不同意的理由")
    line.state, line.decided_by, line.decided_at = LineState(target), actor.user_id, timezone.now()
    line.save(update_fields=["state", "decided_by", "decided_at"])
    end_asking(actor, line.plan)
    data = {"code": line.plan.code, "number": line.number, "version": line.version}
    record(actor, "plan.change_refused", line.plan, **data, note=note)
    return line
