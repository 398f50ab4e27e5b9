"""同意变更。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import Change, LineState
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.operations._changes import end_asking
from tongjian.supervision.plans.operations._lines import refuse_unlawful
from tongjian.supervision.plans.operations._lock import lock_line
from tongjian.supervision.plans.policies import can_decide_change
from tongjian.supervision.plans.workflow import CHANGE_WORKFLOW


@transaction.atomic
def approve_change(*, actor: Actor, line_id: UUID) -> PlanLine:
    """In force from today, when the version before it ends; public at once, marked as changed, with the reason."""
    line = lock_line(actor, line_id)
    require(can_decide_change(actor, line))
    target = CHANGE_WORKFLOW.check("approve", state=line.state).target
    plan, today = line.plan, timezone.localdate()
    is_end = line.change == Change.CANCEL
    if not is_end:
        refuse_unlawful(plan, [line], today)
    before = plan.lines.filter(number=line.number, state=LineState.IN_FORCE)
    before.update(state=LineState.SUPERSEDED, valid_until=today)
    line.state = LineState.CANCELLED if is_end else LineState(target)
    line.valid_from, line.valid_until = today, today if is_end else None
    line.decided_by, line.decided_at = actor.user_id, timezone.now()
    line.save(update_fields=["state", "valid_from", "valid_until", "decided_by", "decided_at"])
    end_asking(actor, plan)
    data = {"code": plan.code, "number": line.number, "version": line.version}
    record(actor, "plan.change_approved", plan, **data, change=line.change, reason=line.reason)
    return line
