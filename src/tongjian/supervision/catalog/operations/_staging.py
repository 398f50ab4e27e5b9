"""What the checks of such files have in common: which columns, piece by piece, and what refuses a file."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import Piece, begin_staging, finish_staging, refuse_batch, stage_piece
from tongjian.foundation.exchange.reading import Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import Verdict, require
from tongjian.foundation.org.policies import can_manage_officers
from tongjian.supervision.catalog import policies
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

Columns = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """Which columns a file of this kind has, and who may bring it in. `check` raises RuleViolated for a mapping that
    cannot be."""

    propose: Callable[[Sequence[str]], dict[str, str]]
    check: Callable[[Columns, Sequence[str]], dict[str, str]]
    can_import: Callable[[Actor], Verdict] = policies.can_import


OFFICERS = Form(propose_officer_columns, check_officer_mapping, can_manage_officers)
ITEMS = Form(propose_item_columns, check_item_mapping)
CHECKLISTS = Form(propose_checklist_columns, check_checklist_mapping)


def start(form: Form, *, actor: Actor, batch_id: UUID, mapping: Columns) -> Batch:
    require(form.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    with exchange.sheet_of(batch) as sheet:
        chosen = form.check(mapping, sheet.header)
        return begin_staging(actor=actor, batch_id=batch_id, sheet=sheet, mapping=chosen)


def stage(
    form: Form,
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Columns | None,
    validate: Callable[[Table, Columns], Validated],
    on_progress: Callable[[float], None] | None,
) -> Batch:
    require(form.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    if mapping is not None and batch.header:
        form.check(mapping, batch.header)
    try:
        return _stage(form, actor, batch, mapping, validate, on_progress or (lambda fraction: None))
    except RuleViolated as refusal:
        if mapping is None or refusal.code.startswith("file_"):
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise


def _stage(
    form: Form,
    actor: Actor,
    batch: Batch,
    mapping: Columns | None,
    validate: Callable[[Table, Columns], Validated],
    tell: Callable[[float], None],
) -> Batch:
    with exchange.sheet_of(batch, piece=PIECE) as sheet:
        wanted = exchange.mapping_for(batch, sheet.header, form.propose) if mapping is None else mapping
        chosen = form.check(wanted, sheet.header)
        begin_staging(actor=actor, batch_id=batch.pk, sheet=sheet, mapping=chosen)
        for table in sheet.pieces:
            validated = validate(table, chosen)
            piece = Piece(table.select(chosen), _accepted(validated), validated.findings)
            done = sheet.fraction()
            stage_piece(actor=actor, batch_id=batch.pk, mapping=chosen, piece=piece, fraction=done)
            tell(done)
    return finish_staging(actor=actor, batch_id=batch.pk, mapping=chosen)


def _accepted(validated: Validated) -> pl.DataFrame:
    rows = {
        "row": list(validated.rows),
        "payload": [json.dumps(payload, ensure_ascii=False) for payload in validated.rows.values()],
    }
    return pl.DataFrame(rows, schema={"row": pl.UInt32, "payload": pl.String})
