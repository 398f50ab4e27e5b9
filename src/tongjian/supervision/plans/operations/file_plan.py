"""予以备案。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import meet_clock, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.operations._todos import FILING, PUBLISH, ask, publishing_rule
from tongjian.supervision.plans.policies import can_file
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def file_plan(*, actor: Actor, plan_id: UUID) -> Plan:
    """From now the clock until publication runs: T08 for a campaign."""
    plan = lock_plan(actor, plan_id)
    require(can_file(actor, plan))
    plan.state = PlanState(PLAN_WORKFLOW.check("file", state=plan.state).target)
    plan.filed_by, plan.filed_at = actor.user_id, timezone.now()
    plan.save(update_fields=["state", "filed_by", "filed_at"])
    meet_clock(actor=actor, matter=plan, parameter_code=FILING)
    clock = start_clock(
        actor=actor, parameter_code=publishing_rule(plan), matter=plan, title=f"公布计划：{plan.title}"[:200],
        agency_id=plan.agency_id, url=plan.get_absolute_url(),
    )  # fmt: skip
    ask(actor, plan, PUBLISH, clock=clock)
    record(actor, "plan.filed", plan, code=plan.code)
    return plan
