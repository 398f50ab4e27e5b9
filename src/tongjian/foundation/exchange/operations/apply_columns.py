"""分块按列入库，可中断、可续。"""

from collections.abc import Callable
from uuid import UUID

import polars as pl
from django.db import models, transaction
from django.db.models.functions import Cast

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.operations._progress import count_chunk, finish
from tongjian.foundation.exchange.operations.begin_batch import begin_batch
from tongjian.foundation.exchange.writing import roomy_cache, update_frame
from tongjian.foundation.kernel.actor import Actor
from tongjian.pure import tlog

AT_ONCE = 10_000
CHANGES = {
    "id": pl.Int64,
    "row": pl.Int64,
    "outcome": pl.String,
    "subject_id": pl.String,
    "before": pl.String,
    "after": pl.String,
}
"""What a chunk answers. `before` and `after` are canonical JSON (keys in order, no blanks), null where nothing was or
changed."""

Apply = Callable[[pl.DataFrame], pl.DataFrame]


def apply_columns(
    *, actor: Actor, batch_id: UUID, apply_chunk: Apply, on_progress: Callable[[int], None] | None = None
) -> Batch:
    """`apply_batch` for contexts that write whole columns: `apply_chunk` gets `id`, `row` and `payload` (JSON text) of
    up to `AT_ONCE` rows, inside one transaction, and answers with the columns of CHANGES for each of them."""
    batch = begin_batch(actor=actor, batch_id=batch_id)
    tell = on_progress or (lambda rows: None)
    tell(batch.created + batch.updated + batch.unchanged)
    with roomy_cache():
        while batch.state == BatchState.APPLYING:
            batch, applied = _apply_next(actor=actor, batch_id=batch_id, apply_chunk=apply_chunk)
            tell(applied)
    return batch


@transaction.atomic
def _apply_next(*, actor: Actor, batch_id: UUID, apply_chunk: Apply) -> tuple[Batch, int]:
    batch = lock_batch(actor, batch_id)
    if batch.state != BatchState.APPLYING:
        return batch, 0
    staged = StagedRow.objects.filter(batch=batch, row__gt=batch.cursor).order_by("row")
    rows = staged.values_list("id", "row", Cast("payload", models.TextField()))[:AT_ONCE]
    schema = {"id": pl.Int64, "row": pl.Int64, "payload": pl.String}
    chunk = pl.DataFrame(list(rows), schema=schema, orient="row")
    if chunk.is_empty():
        return finish(actor, batch), 0
    changes = apply_chunk(chunk).sort("row")
    if len(changes) != len(chunk):
        raise AssertionError(f"{len(chunk)} rows were given and {len(changes)} answered")
    update_frame(StagedRow, changes.select("id", "outcome", "subject_id", "before", "after"))
    outcomes = dict(changes["outcome"].value_counts().iter_rows())
    count_chunk(batch, outcomes=outcomes, leaves=_leaves(changes), cursor=int(chunk["row"][-1]))
    return batch, len(chunk)


def _leaves(changes: pl.DataFrame) -> list[bytes]:
    """The same as `queries.change_leaf` of each created and updated row."""
    changed = changes.filter(pl.col("outcome").is_in([str(outcome) for outcome in queries.CHANGED]))
    texts = changed.select(
        pl.concat_str(
            pl.lit('{"after":'), pl.col("after").fill_null("null"),
            pl.lit(',"before":'), pl.col("before").fill_null("null"),
            pl.lit(',"row":'), "row",
            pl.lit(',"subject_id":"'), "subject_id", pl.lit('"}'),
        )
    )  # fmt: skip
    return [tlog.leaf_hash(text.encode()) for text in texts.to_series()]
