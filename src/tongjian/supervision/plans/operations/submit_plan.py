"""批准并报送备案。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import PlanState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._lines import draft_lines, refuse_incomplete, refuse_unlawful
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.operations._todos import FILE, FILING, ask
from tongjian.supervision.plans.policies import can_submit
from tongjian.supervision.plans.queries import superior_for_filing
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def submit_plan(*, actor: Actor, plan_id: UUID) -> Plan:
    """The head approves it; the agency it is filed with answers within `plans.filing`. Refused by V07, V01, V02."""
    plan = lock_plan(actor, plan_id)
    require(can_submit(actor, plan))
    target = PLAN_WORKFLOW.check("submit", state=plan.state).target
    lines = draft_lines(plan)
    refuse_incomplete(lines)
    refuse_unlawful(plan, lines, timezone.localdate())
    receiver = superior_for_filing(plan.agency)
    if receiver is None:
        raise RuleViolated("no_superior", f"系统中没有{plan.agency.name}的业务上级、本级统筹部门，无法报送备案。")
    plan.state, plan.filed_with = PlanState(target), receiver
    plan.submitted_by, plan.submitted_at = actor.user_id, timezone.now()
    plan.save(update_fields=["state", "filed_with", "submitted_by", "submitted_at"])
    clock = start_clock(
        actor=actor, parameter_code=FILING, matter=plan, title=f"计划备案：{plan.title}"[:200],
        agency_id=receiver.pk, url=plan.get_absolute_url(),
    )  # fmt: skip
    ask(actor, plan, FILE, clock=clock, agency_id=receiver.pk)
    end_todos(actor=actor, matter=plan.agency, step=f"annual_plan_{plan.year}")
    record(actor, "plan.submitted", plan, code=plan.code, lines=len(lines), filed_with=receiver.code)
    return plan
