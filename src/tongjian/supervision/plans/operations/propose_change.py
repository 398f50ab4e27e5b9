"""提出变更。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import Change, LineState
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.operations._changes import copied, line_in_force
from tongjian.supervision.plans.operations._lines import (
    LineContent,
    new_line,
    recorded,
    refuse_incomplete,
    write,
)
from tongjian.supervision.plans.operations._lock import lock_plan, reason_of
from tongjian.supervision.plans.operations._todos import DECIDE, ask
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW


@transaction.atomic
def propose_change(
    *, actor: Actor, plan_id: UUID, reason: str, number: int | None = None, content: LineContent | None = None
) -> PlanLine:
    """A new line (content, no number), other words for one (both) or its end (number alone), of a published plan. The
    line stays as it is until a second person of the department agrees."""
    plan = lock_plan(actor, plan_id)
    require(can_edit(actor, plan))
    PLAN_WORKFLOW.check("change", state=plan.state)
    reason = reason_of(reason, "变更的理由")
    if number is None and content is None:
        raise RuleViolated("change_empty", "请写明变更的内容。")
    old = line_in_force(plan, number) if number is not None else None
    line = new_line(actor, plan, number)
    line.change = Change.ADD if old is None else Change.AMEND if content else Change.CANCEL
    line.state, line.reason = LineState.PROPOSED, reason
    line.department_words = old.department_words if old else ""
    if content is not None:
        line = write(line, content)
        refuse_incomplete([line])
    elif old is not None:
        line = copied(line, old)
    ask(actor, plan, DECIDE)
    record(actor, "plan.change_proposed", plan, **recorded(line), change=line.change, reason=reason)
    return line
