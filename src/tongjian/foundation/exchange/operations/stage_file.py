"""校验一个文件：逐块读、逐块暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations.begin_staging import begin_staging
from tongjian.foundation.exchange.operations.finish_staging import finish_staging
from tongjian.foundation.exchange.operations.refuse_batch import refuse_batch
from tongjian.foundation.exchange.operations.stage_piece import Piece, stage_piece
from tongjian.foundation.exchange.reading import PIECE, Checked, Columns, Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated

Validate = Callable[[Table, Mapping[str, str]], Checked]


def stage_file(
    *,
    actor: Actor,
    batch_id: UUID,
    columns: Columns,
    mapping: Mapping[str, str] | None,
    validate: Validate,
    on_progress: Callable[[float], None] | None = None,
    rows_at_once: int = 0,
) -> Batch:
    """Reads the stored file piece by piece, checks every row, stages the good ones; `rows_at_once` where a piece is
    not to be PIECE rows. Without a mapping what was begun counts, else the last one of this source for the same heads,
    else the heads decide. Interrupted, it goes on when called again. `on_progress` hears which part of the file is
    checked (0 to 1).

    A file that cannot be read leaves a refused batch and raises RuleViolated; a mapping given by a person that cannot
    be is only refused, so that it can be corrected.
    """
    batch = queries.get_batch(actor, batch_id)
    if mapping is not None and batch.header:
        columns.check(mapping, batch.header)
    try:
        with queries.sheet_of(batch, piece=rows_at_once or PIECE) as sheet:
            wanted = queries.mapping_for(batch, sheet.header, columns.propose) if mapping is None else mapping
            chosen = columns.check(wanted, sheet.header)
            begin_staging(actor=actor, batch_id=batch_id, sheet=sheet, mapping=chosen)
            for table in sheet.pieces:
                piece = Piece(table.select(chosen), *validate(table, chosen))
                done = sheet.fraction()
                stage_piece(actor=actor, batch_id=batch_id, mapping=chosen, piece=piece, fraction=done)
                if on_progress:
                    on_progress(done)
        return finish_staging(actor=actor, batch_id=batch_id, mapping=chosen)
    except RuleViolated as refusal:
        if mapping is None or refusal.code.startswith("file_"):
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise
