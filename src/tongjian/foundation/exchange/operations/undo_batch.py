"""撤销入库：all of a batch or nothing."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.exchange import policies, queries
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.operations.apply_batch import CHUNK
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record

_SHOWN = 5
_KEPT = 1000
"""Reasons that are handed on; a batch of a million rows may have as many."""


@transaction.atomic
def undo_batch(
    *, actor: Actor, batch_id: UUID, reason: str, revert_chunk: Callable[[Sequence[StagedRow]], Sequence[str]]
) -> Batch:
    """Takes back every created and updated row, the last first. Raises RuleViolated with the reasons, and changes
    nothing, when anything was built on one of them since."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_undo(actor, batch))
    transition = BATCH.check("undo", state=batch.state)
    if not reason.strip():
        raise RuleViolated("reason_missing", "请写明撤销的理由。")
    _revert(batch, revert_chunk)
    batch.state = transition.target
    batch.undone_at = timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    facts = {name: getattr(batch, name) for name in ("dataset", "created", "updated", "root")}
    record(actor, "exchange.batch_undone", batch, reason=reason.strip(), **facts)
    return batch


def _revert(batch: Batch, revert_chunk: Callable[[Sequence[StagedRow]], Sequence[str]]) -> None:
    changed = StagedRow.objects.filter(batch=batch, outcome__in=queries.CHANGED)
    reasons: list[str] = []
    count, last = 0, batch.cursor
    while rows := list(changed.filter(row__lte=last).order_by("-row")[:CHUNK]):
        found = revert_chunk(rows)
        reasons += found[: _KEPT - len(reasons)]
        count, last = count + len(found), rows[-1].row - 1
    if not reasons:
        return
    shown = "；".join(reasons[:_SHOWN])
    more = f"；共 {count} 处" if count > _SHOWN else ""
    raise RuleViolated("undo_blocked", f"不能撤销，之后已有别的记录依赖它：{shown}{more}。", reasons=reasons)
