"""What may happen to a batch."""

from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.kernel.workflow import Transition, Workflow

_BEFORE = frozenset({BatchState.RECEIVED, BatchState.STAGING, BatchState.STAGED})

BATCH = Workflow(
    # Staged again when a person corrects which column is which.
    Transition("begin_staging", _BEFORE, BatchState.STAGING, "校验"),
    Transition("finish_staging", frozenset({BatchState.STAGING}), BatchState.STAGED, "完成校验"),
    Transition("refuse", _BEFORE, BatchState.REFUSED, "拒收"),
    # From applying to applying: an interrupted batch is taken up again.
    Transition("apply", frozenset({BatchState.STAGED, BatchState.APPLYING}), BatchState.APPLYING, "入库"),
    Transition("finish", frozenset({BatchState.APPLYING}), BatchState.APPLIED, "完成入库"),
    Transition("undo", frozenset({BatchState.APPLIED}), BatchState.UNDONE, "撤销"),
)
