"""暂存一块校验结果。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.choices import BatchState, RowOutcome, Severity
from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.operations.begin_staging import COUNTS
from tongjian.foundation.exchange.reading import FindingDraft
from tongjian.foundation.exchange.writing import insert_frame
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition
from tongjian.foundation.kernel.verdict import require


@dataclass(frozen=True, slots=True)
class Piece:
    """What the check of some consecutive rows found. `written` has their numbers in `row` and one column per mapped
    field as the file says it; `accepted` has `row` and `payload` (JSON texts) of those that may come in."""

    written: pl.DataFrame
    accepted: pl.DataFrame
    findings: Sequence[FindingDraft]


@transaction.atomic
def stage_piece(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str], piece: Piece, fraction: float) -> Batch:
    """One transaction per piece: it is in or it is not. What is in already is passed over, so that several workers may
    check one batch and an interrupted check may be run again. `fraction` of the file (0 to 1) is read by now."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_change(actor, batch))
    if batch.state != BatchState.STAGING or batch.mapping != dict(mapping):
        raise IllegalTransition(
            "staging_superseded", "这个批次已按别的列对应重新校验，本次校验停止。", state=batch.state
        )
    written = piece.written.filter(pl.col("row") > batch.staged_to)
    if written.is_empty():
        return batch
    findings = [finding for finding in piece.findings if finding.row > batch.staged_to]
    accepted = piece.accepted.filter(pl.col("row") > batch.staged_to)
    insert_frame(StagedRow, accepted, batch_id=batch.pk, outcome=RowOutcome.PENDING)
    insert_frame(Finding, _frame_of(findings), batch_id=batch.pk)
    rejected = {finding.row for finding in findings if finding.severity == Severity.REJECT}
    batch.rows += len(written)
    batch.rejected += len(rejected)
    batch.accepted += len(written) - len(rejected)
    batch.warned += len({finding.row for finding in findings} - rejected)
    batch.staged_to = int(written["row"][-1])
    batch.expected = max(batch.rows, round(batch.rows / fraction)) if fraction else batch.rows
    empty = written.null_count().row(0, named=True)
    batch.missing = {name: empty[name] + batch.missing.get(name, 0) for name in mapping}
    batch.save(update_fields=[*COUNTS, "missing"])
    return batch


def _frame_of(findings: Sequence[FindingDraft]) -> pl.DataFrame:
    ordered = sorted(findings, key=lambda finding: finding.row)
    return pl.DataFrame(
        {
            "row": [finding.row for finding in ordered],
            "column": [finding.column[:100] for finding in ordered],
            "value": [finding.value[:200] for finding in ordered],
            "rule": [finding.rule for finding in ordered],
            "severity": [str(finding.severity) for finding in ordered],
            "sentence": [finding.sentence[:300] for finding in ordered],
        }
    )
