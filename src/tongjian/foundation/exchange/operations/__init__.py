"""Every way to change a batch. Exchange knows no dataset: the context that owns one brings its own rows and writes.

    batch = receive_batch(actor=actor, dataset=Dataset.ITEMS, file=file, file_name="清单.csv", agency_id=None)
        stores the bytes (sha256, no trust in the name); refuses more than `import.max_bytes` before storing anything
    sheet = queries.sheet_of(batch)                       # reading.Sheet; RuleViolated when it is no table
    mapping = queries.mapping_for(batch, sheet.header, propose)        # {field: column of the file}
    frame = table.select(mapping, FIELDS)                 # Polars: `row` + one text column per field, missing = null
    begin_staging(sheet=sheet, …), stage_piece(piece=Piece(written, accepted, findings), …) per piece of the sheet,
        finish_staging(…)
        `written` is table.select(mapping); only accepted rows are in `accepted`, their payload JSON of texts, whole
        numbers, lists. Goes on where it was interrupted, and anew with a corrected mapping until the batch is
        applied. Rejected and warned rows are counted from the findings (reading.reject, reading.warn).
    refuse_batch(actor=actor, batch_id=batch.pk, refusal=error)        # when the file cannot be read
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
from tongjian.foundation.exchange.operations.stage_piece import Piece, stage_piece
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
    "stage_piece",
    "switch_feed",
    "take_files",
    "undo_batch",
    "work_off_run",
]
