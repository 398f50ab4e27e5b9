"""Every way to change a batch. Exchange knows no dataset: the context that owns one brings its own rows and writes.

    batch = receive_batch(actor=actor, dataset=Dataset.ITEMS, file=file, file_name="清单.csv", agency_id=None)
        stores the bytes (sha256, no trust in the name); refuses more than `import.max_bytes` before storing anything
    start_staging(columns=Columns(propose, check), …, mapping=mapping)    # before the job is enqueued
    stage_file(columns=Columns(propose, check), …, mapping=None, validate=function)
        `function(table, mapping)` answers with the accepted rows of a piece (`accepted_rows`) and its findings
        (reading.reject, reading.warn), from which rejected and warned rows are counted. What
        `table.select(mapping, FIELDS)` gives is Polars: `row` and one text column per field, null where missing. Goes
        on where it was interrupted, and anew with a corrected mapping until the batch is applied. A file that cannot
        be read is refused (refuse_batch).
    apply_batch(actor=actor, batch_id=batch.pk, apply_chunk=function, on_progress=None)
        `function(rows: Sequence[StagedRow]) -> Sequence[RowChange]`, one RowChange per row, same order; called inside
        one transaction per 2,000 rows; an interrupted batch goes on behind `cursor` when called again. At the end one
        ledger entry with the Merkle root of all created and updated rows.
    apply_columns(…, apply_chunk=function)                # the same for contexts that write whole columns (Polars)
    begin_batch(actor=actor, batch_id=batch.pk)           # a page does this before it enqueues the job that applies
    undo_batch(actor=actor, batch_id=batch.pk, reason="…", revert_chunk=function)
        `function(rows) -> Sequence[str]`: rows with outcome created or updated, last first, in ONE transaction;
        returns the reasons why some cannot be taken back (then nothing is).
Call these from an operation of your own context (`stage_items`, `apply_items`, `undo_import`), which doors call.
"""

from tongjian.foundation.exchange import events
from tongjian.foundation.exchange.operations.apply_batch import RowChange, apply_batch
from tongjian.foundation.exchange.operations.apply_columns import apply_columns
from tongjian.foundation.exchange.operations.begin_batch import begin_batch
from tongjian.foundation.exchange.operations.begin_staging import begin_staging
from tongjian.foundation.exchange.operations.correct_mapping import correct_mapping
from tongjian.foundation.exchange.operations.finish_staging import finish_staging
from tongjian.foundation.exchange.operations.forget_mapping import forget_mapping
from tongjian.foundation.exchange.operations.open_feed import open_feed
from tongjian.foundation.exchange.operations.receive_batch import receive_batch
from tongjian.foundation.exchange.operations.refuse_batch import refuse_batch
from tongjian.foundation.exchange.operations.stage_file import stage_file
from tongjian.foundation.exchange.operations.stage_piece import Piece, stage_piece
from tongjian.foundation.exchange.operations.start_staging import start_staging
from tongjian.foundation.exchange.operations.switch_feed import switch_feed
from tongjian.foundation.exchange.operations.take_files import take_files
from tongjian.foundation.exchange.operations.undo_batch import undo_batch
from tongjian.foundation.exchange.operations.work_off_run import work_off_run

__all__ = [
    "Piece",
    "RowChange",
    "apply_batch",
    "apply_columns",
    "begin_batch",
    "begin_staging",
    "correct_mapping",
    "events",
    "finish_staging",
    "forget_mapping",
    "open_feed",
    "receive_batch",
    "refuse_batch",
    "stage_file",
    "stage_piece",
    "start_staging",
    "switch_feed",
    "take_files",
    "undo_batch",
    "work_off_run",
]
