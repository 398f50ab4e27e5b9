"""Every change of a plan starts here, so that two never work on the same one."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.supervision.plans.models import Plan, PlanLine
from tongjian.supervision.plans.policies import visible_lines, visible_plans
from tongjian.supervision.plans.queries import ready

_LONGEST = 300


def lock_plan(actor: Actor, plan_id: UUID) -> Plan:
    rows = visible_plans(actor).select_related("agency__kind", "filed_with").select_for_update(of=("self",))
    plan = rows.filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("plan_not_found", "没有这个计划，或者您无权查看。")
    return plan


def lock_line(actor: Actor, line_id: UUID) -> PlanLine:
    """The line as it is once its plan is locked."""
    known = visible_lines(actor).filter(pk=line_id).values_list("plan", flat=True).first()
    if known is not None:
        plan = lock_plan(actor, known)
        line = ready(visible_lines(actor)).filter(pk=line_id).first()
        if line is not None:
            line.plan = plan
            return line
    raise NotFound("plan_line_not_found", "没有这个计划项目，或者您无权查看。")


def reason_of(text: str, what: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= _LONGEST:
        raise RuleViolated("reason_missing", f"请写明{what}，不超过 {_LONGEST} 字。", field="reason")
    return reason
