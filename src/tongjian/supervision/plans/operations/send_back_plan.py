"""退回修改。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lock import lock_plan, reason_of
from tongjian.supervision.plans.operations._todos import MEND, ask
from tongjian.supervision.plans.policies import can_submit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def send_back_plan(*, actor: Actor, plan_id: UUID, note: str) -> Plan:
    """The head says what to mend."""
    plan = lock_plan(actor, plan_id)
    require(can_submit(actor, plan))
    target = PLAN_WORKFLOW.check("send_back", state=plan.state).target
    note = reason_of(note, "退回的意见")
    plan.state = PlanState(target)
    plan.save(update_fields=["state"])
    ask(actor, plan, MEND)
    record(actor, "plan.sent_back", plan, code=plan.code, note=note)
    return plan
