"""Whose turn it is: the head, the agency it is filed with, the author after it came back, who publishes."""

from uuid import UUID

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.plans.choices import PlanKind
from tongjian.supervision.plans.models import Plan

REVIEW, FILE, MEND, PUBLISH, DECIDE = "review_plan", "file_plan", "mend_plan", "publish_plan", "decide_change"
FILING = "plans.filing"
_TITLES = {
    REVIEW: "审核批准计划", FILE: "办理计划备案", MEND: "修改退回的计划", PUBLISH: "公布计划", DECIDE: "审核计划变更",
}  # fmt: skip
_NEEDS = {
    REVIEW: "plans.submit", FILE: "plans.review", MEND: "plans.edit", PUBLISH: "plans.submit", DECIDE: "plans.review",
}  # fmt: skip


def publishing_rule(plan: Plan) -> str:
    """The clock until publication: T08 for campaigns."""
    return "T08" if plan.kind == PlanKind.CAMPAIGN else "plans.publish"


def ask(actor: Actor, plan: Plan, step: str, *, clock: Clock | None = None, agency_id: UUID | None = None) -> None:
    """The steps before it are done."""
    end_all(actor, plan)
    open_todo(
        actor=actor,
        matter=plan,
        step=step,
        title=f"{_TITLES[step]}：{plan.title}"[:200],
        agency_id=agency_id or plan.agency_id,
        url=plan.get_absolute_url(),
        capability=_NEEDS[step],
        user_id=plan.created_by if step == MEND else None,
        clock=clock,
    )


def end_all(actor: Actor, plan: Plan) -> None:
    end_todos(actor=actor, matter=plan)
