"""编制计划项目。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import LineState
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.operations._lines import LineContent, new_line, recorded, write
from tongjian.supervision.plans.operations._lock import lock_plan
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def write_line(*, actor: Actor, plan_id: UUID, content: LineContent, number: int | None = None) -> PlanLine:
    """A new line of a plan in draft, or other words for the line with this number."""
    plan = lock_plan(actor, plan_id)
    require(can_edit(actor, plan))
    PLAN_WORKFLOW.check("edit", state=plan.state)
    line = plan.lines.filter(number=number, state=LineState.DRAFT).first() if number else new_line(actor, plan)
    if line is None:
        raise NotFound("plan_line_not_found", f"计划没有第 {number} 项。")
    line.plan = plan
    line = write(line, content)
    record(actor, "plan.line_written", plan, **recorded(line))
    return line
