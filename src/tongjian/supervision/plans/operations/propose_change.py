"""提出变更。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.choices import Change, LineState
from tongjian.supervision.plans.models import Plan, PlanLine
from tongjian.supervision.plans.operations._lines import (
    LineContent,
    new_line,
    recorded,
    refuse_incomplete,
    replace_related,
    write,
)
from tongjian.supervision.plans.operations._lock import lock_plan, reason_of
from tongjian.supervision.plans.operations._todos import DECIDE, ask
from tongjian.supervision.plans.policies import can_edit
from tongjian.supervision.plans.queries import ready
from tongjian.supervision.plans.workflow import PLAN_WORKFLOW

_SAME = (
    "title", "item_words", "scenario_version_id", "scope", "object_words", "amount", "frequency", "said",
    "credit_words", "window_from", "window_until", "level_words", "way", "on_site_reason", "department_words",
)  # fmt: skip


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
    old = _line_in_force(plan, number) if number is not None else None
    line = new_line(actor, plan, number)
    line.change = Change.ADD if old is None else Change.AMEND if content else Change.CANCEL
    line.state, line.reason = LineState.PROPOSED, reason
    line.department_words = old.department_words if old else ""
    if content is not None:
        line = write(line, content)
        refuse_incomplete([line])
    elif old is not None:
        line = _copy(line, old)
    ask(actor, plan, DECIDE)
    record(actor, "plan.change_proposed", plan, **recorded(line), change=line.change, reason=reason)
    return line


def _line_in_force(plan: Plan, number: int) -> PlanLine:
    rows = ready(PlanLine.objects.filter(plan=plan, number=number))
    if rows.filter(state=LineState.PROPOSED).exists():
        raise Conflict("change_waiting", f"第 {number} 项已有一个变更在等审核。")
    old = rows.filter(state=LineState.IN_FORCE).first()
    if old is None:
        raise NotFound("plan_line_not_found", f"计划没有执行中的第 {number} 项。")
    return old


def _copy(line: PlanLine, old: PlanLine) -> PlanLine:
    for name in _SAME:
        setattr(line, name, getattr(old, name))
    line.save()
    items = [one.item_version_id for one in old.line_items.all()]
    replace_related(line, items, [one.agency_id for one in old.cooperations.all()])
    return ready(PlanLine.objects.filter(pk=line.pk)).get()
