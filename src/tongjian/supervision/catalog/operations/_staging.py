"""Which columns the files of this context have, and in what pieces they are checked."""

from collections.abc import Callable, Mapping
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import stage_file
from tongjian.foundation.exchange.reading import Checked, Columns, Table, accepted_rows
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.columns import (
    Validated,
    check_checklist_mapping,
    check_item_mapping,
    check_officer_mapping,
    propose_checklist_columns,
    propose_item_columns,
    propose_officer_columns,
)

PIECE = 1000
"""Rows between two reports of progress: they are checked one by one and may hold whole laws."""

OFFICERS = Columns(propose_officer_columns, check_officer_mapping)
ITEMS = Columns(propose_item_columns, check_item_mapping)
CHECKLISTS = Columns(propose_checklist_columns, check_checklist_mapping)


def stage(
    columns: Columns,
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None,
    validate: Callable[[Table, Mapping[str, str]], Validated],
    on_progress: Callable[[float], None] | None,
) -> Batch:
    def checked(table: Table, chosen: Mapping[str, str]) -> Checked:
        validated = validate(table, chosen)
        return accepted_rows(validated.rows), validated.findings

    return stage_file(
        actor=actor, batch_id=batch_id, columns=columns, mapping=mapping, validate=checked, on_progress=on_progress,
        rows_at_once=PIECE,
    )  # fmt: skip
