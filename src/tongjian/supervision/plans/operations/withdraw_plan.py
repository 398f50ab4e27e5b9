"""作废计划。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.operations import cancel_clocks, end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lock import lock_plan, reason_of
from tongjian.supervision.plans.policies import can_submit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def withdraw_plan(*, actor: Actor, plan_id: UUID, reason: str) -> Plan:
    """Before it is published; another one of the year may be compiled then."""
    plan = lock_plan(actor, plan_id)
    require(can_submit(actor, plan))
    target = PLAN_WORKFLOW.check("withdraw", state=plan.state).target
    reason = reason_of(reason, "作废的理由")
    plan.state = PlanState(target)
    plan.save(update_fields=["state"])
    end_todos(actor=actor, matter=plan, is_cancelled=True)
    cancel_clocks(actor=actor, matter=plan, reason=reason)
    record(actor, "plan.withdrawn", plan, code=plan.code, reason=reason)
    return plan
