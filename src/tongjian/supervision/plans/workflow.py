"""The state machines of a plan and of a change to one of its lines."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.plans.choices import LineState as L
from tongjian.supervision.plans.choices import PlanState as S

PLAN_WORKFLOW = Workflow(
    Transition("edit", frozenset({S.DRAFT}), S.DRAFT, "编制"),
    Transition("hand_in", frozenset({S.DRAFT}), S.REVIEW, "提交审核"),
    Transition("send_back", frozenset({S.REVIEW}), S.DRAFT, "退回修改"),
    Transition("submit", frozenset({S.REVIEW}), S.SUBMITTED, "批准并报送备案"),
    Transition("file", frozenset({S.SUBMITTED}), S.FILED, "予以备案"),
    Transition("return", frozenset({S.SUBMITTED}), S.DRAFT, "备案退回"),
    Transition("publish", frozenset({S.FILED}), S.PUBLISHED, "公布"),
    Transition("withdraw", frozenset({S.DRAFT, S.REVIEW, S.SUBMITTED, S.FILED}), S.WITHDRAWN, "作废"),
    Transition("change", frozenset({S.PUBLISHED}), S.PUBLISHED, "变更"),
)

CHANGE_WORKFLOW = Workflow(
    Transition("approve", frozenset({L.PROPOSED}), L.IN_FORCE, "同意变更"),
    Transition("refuse", frozenset({L.PROPOSED}), L.REFUSED, "不同意变更"),
)
