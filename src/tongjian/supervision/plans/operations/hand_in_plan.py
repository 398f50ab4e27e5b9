"""提交部门审核。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lines import draft_lines, refuse_incomplete
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.operations._todos import REVIEW, ask
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def hand_in_plan(*, actor: Actor, plan_id: UUID) -> Plan:
    """Complete: otherwise the head is not asked."""
    plan = lock_plan(actor, plan_id)
    require(can_edit(actor, plan))
    target = PLAN_WORKFLOW.check("hand_in", state=plan.state).target
    lines = draft_lines(plan)
    refuse_incomplete(lines)
    plan.state = PlanState(target)
    plan.save(update_fields=["state"])
    ask(actor, plan, REVIEW)
    record(actor, "plan.handed_in", plan, code=plan.code, lines=len(lines))
    return plan
