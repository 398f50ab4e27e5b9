"""分块入库，可中断、可续。"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import BatchState, RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.operations._progress import count_chunk, finish
from tongjian.foundation.exchange.operations.begin_batch import begin_batch
from tongjian.foundation.exchange.writing import update_rows
from tongjian.foundation.kernel.actor import Actor

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class RowChange:
    """What became of a row. `before` is None for a subject that was made; both hold only the fields that changed."""

    outcome: RowOutcome
    subject_id: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


Apply = Callable[[Sequence[StagedRow]], Sequence[RowChange]]


def apply_batch(
    *, actor: Actor, batch_id: UUID, apply_chunk: Apply, on_progress: Callable[[int], None] | None = None
) -> Batch:
    """Applies what is staged, one transaction per chunk: whatever interrupts it, a chunk is in or it is not, and the
    next call goes on behind the cursor. Several workers may call it at once. `on_progress` hears how many rows each
    step applied (at first: those of earlier calls)."""
    batch = begin_batch(actor=actor, batch_id=batch_id)
    tell = on_progress or (lambda rows: None)
    tell(batch.created + batch.updated + batch.unchanged)
    while batch.state == BatchState.APPLYING:
        batch, applied = _apply_next(actor=actor, batch_id=batch_id, apply_chunk=apply_chunk)
        tell(applied)
    return batch


@transaction.atomic
def _apply_next(*, actor: Actor, batch_id: UUID, apply_chunk: Apply) -> tuple[Batch, int]:
    batch = lock_batch(actor, batch_id)
    if batch.state != BatchState.APPLYING:
        return batch, 0
    rows = list(StagedRow.objects.filter(batch=batch, row__gt=batch.cursor).order_by("row")[:CHUNK])
    if not rows:
        return finish(actor, batch), 0
    changes = apply_chunk(rows)
    _keep(rows, changes)
    leaves = (
        queries.change_leaf(row.row, change.subject_id, change.before, change.after)
        for row, change in zip(rows, changes, strict=True)
        if change.outcome in queries.CHANGED
    )
    outcomes = Counter(str(change.outcome) for change in changes)
    count_chunk(batch, outcomes=outcomes, leaves=leaves, cursor=rows[-1].row)
    return batch, len(rows)


def _keep(rows: Sequence[StagedRow], changes: Sequence[RowChange]) -> None:
    for row, change in zip(rows, changes, strict=True):
        row.outcome, row.subject_id = change.outcome, change.subject_id
        row.before, row.after = change.before, change.after
    update_rows(rows, fields=["outcome", "subject_id", "before", "after"])
