"""校验监管事项清单并暂存。"""

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
    check_item_mapping,
    propose_item_columns,
    validate_items,
)


def stage_items(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str] | None = None) -> Batch:
    """Reads the stored file, checks every row, stages the good ones. Without a mapping the heads decide.

    A file that cannot be read leaves a refused batch and raises RuleViolated; with a mapping given by a person only
    the refusal is raised, so that it can be corrected.
    """
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    try:
        table = exchange.table_of(batch)
        proposed = mapping if mapping is not None else propose_item_columns(table.header)
        chosen = check_item_mapping(proposed, table.header)
    except DomainError as refusal:
        if mapping is None:
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise
    reference = queries.item_reference_for(actor)
    validated = validate_items(table, chosen, reference)
    queries.hold_against_catalog(validated, reference.own_region)
    return stage_rows(
        actor=actor,
        batch_id=batch_id,
        table=table,
        mapping=chosen,
        rows=[RowDraft(row, payload) for row, payload in validated.rows.items()],
        findings=validated.findings,
    )
