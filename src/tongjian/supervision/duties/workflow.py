"""The states of a settlement and of what is registered."""

from tongjian.foundation.kernel.workflow import Transition, Workflow
from tongjian.supervision.duties.choices import RecordState as R
from tongjian.supervision.duties.choices import SettlementState as S

SETTLEMENT_WORKFLOW = Workflow(
    Transition("take_up", frozenset({S.PROPOSED}), S.OPINIONS, "受理并征求意见"),
    Transition("answer", frozenset({S.OPINIONS}), S.OPINIONS, "填报意见"),
    Transition("decide", frozenset({S.OPINIONS}), S.DECIDED, "记录决定"),
    Transition("close", frozenset({S.PROPOSED, S.OPINIONS}), S.CLOSED, "终止"),
)
RECORD_WORKFLOW = Workflow(
    Transition("publish", frozenset({R.REGISTERED}), R.PUBLISHED, "公布"),
    Transition("end", frozenset({R.REGISTERED, R.PUBLISHED}), R.ENDED, "终止"),
)
