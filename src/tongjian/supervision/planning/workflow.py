"""The state machines: a department's demand, one version of a draw, what the worker does for it, and a schedule."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.planning.choices import DemandState as D
from tongjian.supervision.planning.choices import DrawState as S
from tongjian.supervision.planning.choices import JobState as J
from tongjian.supervision.planning.choices import ScheduleState as C

DEMAND_WORKFLOW = Workflow(
    Transition("revise", frozenset({D.DRAFT}), D.DRAFT, "修改"),
    Transition("submit", frozenset({D.DRAFT}), D.SUBMITTED, "提交"),
    Transition("withdraw", frozenset({D.DRAFT, D.SUBMITTED}), D.WITHDRAWN, "撤回"),
    Transition("take", frozenset({D.SUBMITTED}), D.SUBMITTED, "纳入抽取"),
    Transition("release", frozenset({D.SUBMITTED}), D.SUBMITTED, "移出抽取"),
    Transition("freeze", frozenset({D.SUBMITTED}), D.FROZEN, "冻结"),
    Transition("reopen", frozenset({D.FROZEN}), D.SUBMITTED, "解冻更正"),
)

DRAW_WORKFLOW = Workflow(
    Transition("arrange", frozenset({S.DRAFTING}), S.DRAFTING, "编制"),
    Transition("freeze", frozenset({S.DRAFTING}), S.FROZEN, "冻结"),
    Transition("commit", frozenset({S.FROZEN}), S.FROZEN, "提交承诺"),
    Transition("complete_commitments", frozenset({S.FROZEN}), S.COMMITTED, "承诺齐备"),
    Transition("seal", frozenset({S.COMMITTED}), S.COMMITTED, "封存检查点"),
    Transition("reveal", frozenset({S.COMMITTED}), S.COMMITTED, "揭示随机数"),
    Transition("complete_reveals", frozenset({S.COMMITTED}), S.REVEALED, "揭示齐备"),
    Transition("set_beacon", frozenset({S.REVEALED}), S.REVEALED, "登记信标值"),
    Transition("run", frozenset({S.REVEALED}), S.DRAWN, "抽取"),
    Transition("publish", frozenset({S.DRAWN}), S.PUBLISHED, "公开"),
    Transition("abort", frozenset({S.DRAFTING, S.FROZEN, S.COMMITTED, S.REVEALED}), S.ABORTED, "中止"),
    Transition("correct", frozenset({S.FROZEN, S.COMMITTED}), S.ABORTED, "更正名录并另立新版本"),
    Transition("redraw", frozenset({S.ABORTED}), S.ABORTED, "沿用原名录重抽"),
)

JOB_WORKFLOW = Workflow(
    Transition("take_up", frozenset({J.QUEUED, J.RUNNING}), J.RUNNING, "开始办理"),
    Transition("finish", frozenset({J.QUEUED, J.RUNNING}), J.DONE, "办结"),
    Transition("fail", frozenset({J.QUEUED, J.RUNNING}), J.FAILED, "停止办理"),
)

SCHEDULE_WORKFLOW = Workflow(
    Transition("build", frozenset({C.QUEUED, C.RUNNING}), C.RUNNING, "排期"),
    Transition("finish", frozenset({C.RUNNING}), C.DRAFT, "排出"),
    Transition("fail", frozenset({C.QUEUED, C.RUNNING}), C.FAILED, "停止办理"),
    Transition("request_adoption", frozenset({C.DRAFT}), C.ADOPTING, "提请采用"),
    Transition("adopt", frozenset({C.DRAFT, C.ADOPTING}), C.ADOPTED, "采用"),
    Transition("give_up_adoption", frozenset({C.ADOPTING}), C.DRAFT, "停止采用"),
    Transition("discard", frozenset({C.DRAFT}), C.DISCARDED, "作废"),
)
