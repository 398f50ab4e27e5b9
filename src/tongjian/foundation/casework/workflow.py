"""The states of a hand-over."""

from tongjian.foundation.casework.choices import HandoverState as S
from tongjian.foundation.kernel.workflow import Transition, Workflow

HANDOVER_WORKFLOW = Workflow(
    Transition("accept", frozenset({S.OFFERED}), S.ACCEPTED, "接收"),
    Transition("return", frozenset({S.OFFERED}), S.RETURNED, "退回"),
    Transition("offer_again", frozenset({S.RETURNED}), S.OFFERED, "再次移交"),
    Transition("withdraw", frozenset({S.OFFERED, S.RETURNED, S.ARBITRATION}), S.WITHDRAWN, "撤回"),
    Transition("designate", frozenset({S.ARBITRATION}), S.ACCEPTED, "指定"),
)
