"""校验检查表并暂存。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import RowDraft, refuse_batch, stage_rows
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.columns import (
    check_checklist_mapping,
    propose_checklist_columns,
    validate_checklists,
)


def stage_checklists(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str] | None = None) -> Batch:
    """Reads the stored file, checks every row, stages the good ones. Refuses as `stage_items` does."""
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    try:
        table = exchange.table_of(batch)
        proposed = mapping if mapping is not None else propose_checklist_columns(table.header)
        chosen = check_checklist_mapping(proposed, table.header)
    except DomainError as refusal:
        if mapping is None:
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise
    validated = validate_checklists(table, chosen, queries.checklist_reference())
    return stage_rows(
        actor=actor,
        batch_id=batch_id,
        table=table,
        mapping=chosen,
        rows=[RowDraft(row, payload) for row, payload in validated.rows.items()],
        findings=validated.findings,
    )
