"""备案退回。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.operations import meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lock import lock_plan, reason_of
from tongjian.supervision.plans.operations._todos import FILING, MEND, ask
from tongjian.supervision.plans.policies import can_file
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def return_plan(*, actor: Actor, plan_id: UUID, note: str) -> Plan:
    """The agency it was filed with says why; the department mends it and hands it in again."""
    plan = lock_plan(actor, plan_id)
    require(can_file(actor, plan))
    target = PLAN_WORKFLOW.check("return", state=plan.state).target
    note = reason_of(note, "退回的理由")
    plan.state = PlanState(target)
    plan.save(update_fields=["state"])
    meet_clock(actor=actor, matter=plan, parameter_code=FILING)
    ask(actor, plan, MEND)
    record(actor, "plan.returned", plan, code=plan.code, note=note)
    return plan
