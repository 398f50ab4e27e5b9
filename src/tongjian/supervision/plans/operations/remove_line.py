"""删除计划项目。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lock import lock_line
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def remove_line(*, actor: Actor, line_id: UUID) -> Plan:
    """Out of a plan in draft. Of a published plan lines are cancelled, and stay readable."""
    line = lock_line(actor, line_id)
    plan = line.plan
    require(can_edit(actor, plan))
    PLAN_WORKFLOW.check("edit", state=plan.state)
    line.delete()
    record(actor, "plan.line_removed", plan, code=plan.code, number=line.number, title=line.title)
    return plan
