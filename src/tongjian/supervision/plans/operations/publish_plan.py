"""公布计划。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import LineState, PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.operations._todos import end_all, publishing_rule
from tongjian.supervision.plans.policies import can_submit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def publish_plan(*, actor: Actor, plan_id: UUID) -> Plan:
    """Its lines are in force from today, and everybody reads them."""
    plan = lock_plan(actor, plan_id)
    require(can_submit(actor, plan))
    plan.state = PlanState(PLAN_WORKFLOW.check("publish", state=plan.state).target)
    plan.published_by, plan.published_at = actor.user_id, timezone.now()
    plan.save(update_fields=["state", "published_by", "published_at"])
    drafts = plan.lines.filter(state=LineState.DRAFT)
    lines = drafts.update(state=LineState.IN_FORCE, valid_from=timezone.localdate())
    meet_clock(actor=actor, matter=plan, parameter_code=publishing_rule(plan))
    end_all(actor, plan)
    record(actor, "plan.published", plan, code=plan.code, lines=lines)
    return plan
