"""The state machines of a plan, of a change to one of its lines, and of what consolidation proposes."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.plans.choices import LineState as L
from tongjian.supervision.plans.choices import PlanState as S
from tongjian.supervision.plans.choices import ProposalState as P
from tongjian.supervision.plans.choices import RoundState as R

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

ROUND_WORKFLOW = Workflow(
    Transition("settle", frozenset({R.OPEN}), R.SETTLED, "办结"),
    Transition("publish", frozenset({R.SETTLED}), R.PUBLISHED, "公布联合检查计划"),
)

PROPOSAL_WORKFLOW = Workflow(
    Transition("answer", frozenset({P.ASKED}), P.ASKED, "答复"),
    Transition("adopt", frozenset({P.ASKED}), P.ADOPTED, "采纳"),
    Transition("drop", frozenset({P.ASKED}), P.DROPPED, "不采纳"),
    Transition("lead", frozenset({P.ADOPTED}), P.ADOPTED, "确定牵头部门"),
)
