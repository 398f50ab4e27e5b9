"""校验结果暂存。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.choices import Severity
from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
from tongjian.foundation.exchange.operations._lock import lock_batch
from tongjian.foundation.exchange.reading import FindingDraft, Table
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.exchange.writing import insert_rows
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class RowDraft:
    """One accepted row: its place in the file and its normalised values (plain JSON, no floats)."""

    row: int
    payload: Mapping[str, Any]


@transaction.atomic
def stage_rows(
    *,
    actor: Actor,
    batch_id: UUID,
    table: Table,
    mapping: Mapping[str, str],
    rows: Sequence[RowDraft],
    findings: Sequence[FindingDraft],
) -> Batch:
    """Replaces whatever was staged before. Nothing of it counts until the batch is applied."""
    batch = lock_batch(actor, batch_id)
    require(policies.can_change(actor, batch))
    batch.state = BATCH.check("stage", state=batch.state).target
    _replace_rows(batch, rows, findings)
    rejected = {finding.row for finding in findings if finding.severity == Severity.REJECT}
    batch.encoding, batch.delimiter = table.encoding, table.delimiter
    batch.header, batch.mapping = table.header, dict(mapping)
    batch.rows, batch.rejected, batch.accepted = len(table.rows), len(rejected), len(table.rows) - len(rejected)
    batch.warned = len({finding.row for finding in findings} - rejected)
    batch.save()
    counts = {name: getattr(batch, name) for name in ("rows", "accepted", "rejected", "warned")}
    record(actor, "exchange.batch_staged", batch, dataset=batch.dataset, mapping=batch.mapping, **counts)
    return batch


def _replace_rows(batch: Batch, rows: Sequence[RowDraft], findings: Sequence[FindingDraft]) -> None:
    StagedRow.objects.filter(batch=batch).delete()
    Finding.objects.filter(batch=batch).delete()
    for start in range(0, len(rows), _AT_ONCE):
        drafts = rows[start : start + _AT_ONCE]
        insert_rows([StagedRow(batch=batch, row=draft.row, payload=draft.payload) for draft in drafts])
    ordered = sorted(findings, key=lambda finding: finding.row)
    for start in range(0, len(ordered), _AT_ONCE):
        insert_rows([_finding(batch, draft) for draft in ordered[start : start + _AT_ONCE]])


def _finding(batch: Batch, draft: FindingDraft) -> Finding:
    return Finding(
        batch=batch,
        row=draft.row,
        column=draft.column[:100],
        value=draft.value[:200],
        rule=draft.rule,
        severity=draft.severity,
        sentence=draft.sentence[:300],
    )
