"""校验计划表并暂存。"""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

import polars as pl
from django.db import transaction

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import Piece, begin_staging, finish_staging, refuse_batch, stage_piece
from tongjian.foundation.exchange.reading import PIECE
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.supervision.plans.columns import (
    ValidatedLines,
    check_plan_mapping,
    propose_plan_columns,
    validate_lines,
)
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._imports import lock_target
from tongjian.supervision.plans.queries import departments_here


def stage_lines(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """Checks a file for the plan it was brought in for, by a department that may edit it. What is not understood goes
    back row by row, with the column and a sentence."""
    batch = exchange.get_batch(actor, batch_id)
    with transaction.atomic():
        plan = lock_target(actor, batch)
    if mapping is not None and batch.header:
        check_plan_mapping(mapping, batch.header)
    try:
        return _stage(actor, batch, plan, mapping, on_progress or (lambda fraction: None))
    except RuleViolated as refusal:
        if mapping is None or refusal.code.startswith("file_"):
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise


def _stage(
    actor: Actor, batch: Batch, plan: Plan, mapping: Mapping[str, str] | None, tell: Callable[[float], None]
) -> Batch:
    departments = departments_here(plan.agency)
    with exchange.sheet_of(batch, piece=PIECE) as sheet:
        wanted = exchange.mapping_for(batch, sheet.header, propose_plan_columns) if mapping is None else mapping
        chosen = check_plan_mapping(wanted, sheet.header)
        begin_staging(actor=actor, batch_id=batch.pk, sheet=sheet, mapping=chosen)
        for table in sheet.pieces:
            validated = validate_lines(table, chosen, departments, plan.year)
            piece = Piece(table.select(chosen), _payloads(validated), validated.findings)
            done = sheet.fraction()
            stage_piece(actor=actor, batch_id=batch.pk, mapping=chosen, piece=piece, fraction=done)
            tell(done)
    return finish_staging(actor=actor, batch_id=batch.pk, mapping=chosen)


def _payloads(validated: ValidatedLines) -> pl.DataFrame:
    rows = {
        "row": list(validated.rows),
        "payload": [json.dumps(payload, ensure_ascii=False) for payload in validated.rows.values()],
    }
    return pl.DataFrame(rows, schema={"row": pl.UInt32, "payload": pl.String})
