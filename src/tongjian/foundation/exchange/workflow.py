"""What may happen to a batch."""

from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.kernel.workflow import Transition, Workflow

BATCH = Workflow(
    # Staged again when a person corrects which column is which.
    Transition("stage", frozenset({BatchState.RECEIVED, BatchState.STAGED}), BatchState.STAGED, "校验"),
    Transition("refuse", frozenset({BatchState.RECEIVED, BatchState.STAGED}), BatchState.REFUSED, "拒收"),
    # From applying to applying: an interrupted batch is taken up again.
    Transition("apply", frozenset({BatchState.STAGED, BatchState.APPLYING}), BatchState.APPLYING, "入库"),
    Transition("finish", frozenset({BatchState.APPLYING}), BatchState.APPLIED, "完成入库"),
    Transition("undo", frozenset({BatchState.APPLIED}), BatchState.UNDONE, "撤销"),
)
