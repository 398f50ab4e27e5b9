"""The state machines of a visit and of each department's part in it."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.inspections.choices import TeamState as T
from tongjian.supervision.inspections.choices import VisitState as V

VISIT_WORKFLOW = Workflow(
    Transition("set_date", frozenset({V.PLANNED, V.APPROVED}), V.PLANNED, "确定检查日期"),
    Transition("join", frozenset({V.PLANNED}), V.PLANNED, "合并检查"),
    # Whoever takes a part over names officers and asks a head: nobody does that once a code is out.
    Transition("hand_over", frozenset({V.PLANNED}), V.PLANNED, "移交部门任务"),
    Transition("change_team", frozenset({V.PLANNED, V.APPROVED}), V.PLANNED, "调整检查人员"),
    Transition("approve", frozenset({V.PLANNED}), V.APPROVED, "批准"),
    # Issuing asks from `planned` too: a missing approval is the refusal V05, not a wrong state.
    Transition("issue_code", frozenset({V.PLANNED, V.APPROVED}), V.CODED, "赋码"),
    Transition("revoke_code", frozenset({V.CODED}), V.APPROVED, "作废检查码"),
    Transition("enter", frozenset({V.CODED}), V.UNDERWAY, "入企"),
    Transition("leave", frozenset({V.UNDERWAY}), V.UNDERWAY, "离企"),
    # 观摩、调研、巡查：nothing was checked, so nothing is reviewed or published.
    Transition("end", frozenset({V.UNDERWAY}), V.ENDED, "结束进企"),
    Transition("inspect", frozenset({V.UNDERWAY}), V.UNDERWAY, "登记结果"),
    Transition("submit_results", frozenset({V.UNDERWAY}), V.CHECKED, "提交结果"),
    Transition("return_results", frozenset({V.UNDERWAY, V.CHECKED}), V.UNDERWAY, "退回结果"),
    Transition("review_results", frozenset({V.UNDERWAY, V.CHECKED}), V.REVIEWED, "审核结果"),
    Transition("publish_results", frozenset({V.UNDERWAY, V.CHECKED, V.REVIEWED}), V.PUBLISHED, "公示结果"),
    # 先查后批, and the head says no before anybody went in.
    Transition("decline_first", frozenset({V.APPROVED, V.CODED}), V.PLANNED, "不予批准"),
    Transition("cancel", frozenset({V.PLANNED, V.APPROVED, V.CODED}), V.CANCELLED, "取消检查"),
)
"""`submit_results` … `publish_results` reach their target when the last department has taken the step; departments
move at their own pace, so a visit stays behind until then."""

TEAM_WORKFLOW = Workflow(
    Transition("offer", frozenset({T.PLANNED}), T.PLANNED, "移交"),
    Transition("submit", frozenset({T.PLANNED}), T.SUBMITTED, "报批"),
    Transition("approve", frozenset({T.SUBMITTED}), T.APPROVED, "批准"),
    Transition("decline", frozenset({T.SUBMITTED}), T.PLANNED, "不予批准"),
    # An approval covers who goes and when: changing either asks again.
    Transition("reset", frozenset({T.PLANNED, T.SUBMITTED, T.APPROVED}), T.PLANNED, "重新报批"),
    Transition("inspect", frozenset({T.APPROVED, T.RETURNED}), T.APPROVED, "登记结果"),
    # 先查后批: what is seen on the spot is written down at once; it is submitted after the approval.
    Transition("inspect_first", frozenset({T.PLANNED, T.SUBMITTED}), T.SUBMITTED, "登记结果"),
    Transition("submit_results", frozenset({T.APPROVED, T.RETURNED}), T.ENTERED, "提交结果"),
    Transition("return_results", frozenset({T.ENTERED}), T.RETURNED, "退回结果"),
    Transition("review_results", frozenset({T.ENTERED}), T.REVIEWED, "审核结果"),
    Transition("publish_results", frozenset({T.REVIEWED}), T.PUBLISHED, "公示结果"),
)
