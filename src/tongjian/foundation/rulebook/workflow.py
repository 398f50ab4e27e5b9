"""The states of a rule change."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.foundation.rulebook.choices import ChangeState as S

CHANGE_WORKFLOW = Workflow(
    Transition("approve", frozenset({S.PROPOSED}), S.APPROVED, "批准"),
    Transition("reject", frozenset({S.PROPOSED}), S.REJECTED, "否决"),
)
