"""A file and its plan."""

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.plans.models import Plan, PlanImport
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.queries import plan_of_batch
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


def lock_target(actor: Actor, batch: Batch) -> Plan:
    """The plan the file is for, as long as it may be edited by its own department. From now on no other one. Whoever
    locks the batch too has locked it before."""
    plan = lock_plan(actor, plan_of_batch(actor, batch).pk)
    require(can_edit(actor, plan))
    PLAN_WORKFLOW.check("edit", state=plan.state)
    PlanImport.objects.get_or_create(batch=batch, defaults={"plan": plan})
    return plan
