"""校验等级表并暂存。"""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

import polars as pl
from django.utils import timezone

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import Piece, begin_staging, finish_staging, refuse_batch, stage_piece
from tongjian.foundation.exchange.reading import PIECE, reject
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.columns import (
    ValidatedGrades,
    check_grade_mapping,
    propose_grade_columns,
    validate_grades,
)

_AT_ONCE = 5000
"""Codes in one question."""


def stage_grades(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """As `stage_entities`, for a file of grades: whose, which grade, since when. An enterprise that is not in the
    register, or not in the actor's sight, is rejected with its row."""
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    if mapping is not None and batch.header:
        check_grade_mapping(mapping, batch.header)
    try:
        return _stage(actor, batch, mapping, on_progress or (lambda fraction: None))
    except RuleViolated as refusal:
        if mapping is None or refusal.code.startswith("file_"):
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise


def _stage(actor: Actor, batch: Batch, mapping: Mapping[str, str] | None, tell: Callable[[float], None]) -> Batch:
    terms, today = queries.grade_terms(), timezone.localdate()
    seen: dict[tuple[str, str], int] = {}
    with exchange.sheet_of(batch, piece=PIECE) as sheet:
        wanted = exchange.mapping_for(batch, sheet.header, propose_grade_columns) if mapping is None else mapping
        chosen = check_grade_mapping(wanted, sheet.header)
        begin_staging(actor=actor, batch_id=batch.pk, sheet=sheet, mapping=chosen)
        for table in sheet.pieces:
            validated = validate_grades(table, chosen, terms, today, seen)
            _find_entities(actor, validated, chosen)
            piece = Piece(table.select(chosen), _payloads(validated), validated.findings)
            done = sheet.fraction()
            stage_piece(actor=actor, batch_id=batch.pk, mapping=chosen, piece=piece, fraction=done)
            tell(done)
    return finish_staging(actor=actor, batch_id=batch.pk, mapping=chosen)


def _find_entities(actor: Actor, validated: ValidatedGrades, mapping: Mapping[str, str]) -> None:
    codes = sorted({payload["uscc"] for payload in validated.rows.values()})
    found: dict[str, UUID] = {}
    for start in range(0, len(codes), _AT_ONCE):
        found |= queries.entities_by_uscc(actor, codes[start : start + _AT_ONCE])
    for row, payload in list(validated.rows.items()):
        entity_id = found.get(payload["uscc"])
        if entity_id is None:
            sentence = "监管对象名录里没有这家企业，或者不在您的辖区。请先导入名录。"
            validated.findings.append(reject(row, mapping["uscc"], payload["uscc"], "entity_unknown", sentence))
            del validated.rows[row]
        else:
            payload["entity"] = str(entity_id)


def _payloads(validated: ValidatedGrades) -> pl.DataFrame:
    rows = {
        "row": list(validated.rows),
        "payload": [json.dumps(payload, ensure_ascii=False) for payload in validated.rows.values()],
    }
    return pl.DataFrame(rows, schema={"row": pl.UInt32, "payload": pl.String})
