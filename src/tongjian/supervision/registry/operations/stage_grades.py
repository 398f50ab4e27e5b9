"""校验等级表并暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import stage_file
from tongjian.foundation.exchange.reading import Checked, Columns, Table, accepted_rows, reject
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.columns import (
    ValidatedGrades,
    check_grade_mapping,
    propose_grade_columns,
    validate_grades,
)

COLUMNS = Columns(propose_grade_columns, check_grade_mapping)
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
    terms, today = queries.grade_terms(), timezone.localdate()
    seen: dict[tuple[str, str], int] = {}

    def validate(table: Table, chosen: Mapping[str, str]) -> Checked:
        validated = validate_grades(table, chosen, terms, today, seen)
        _find_entities(actor, validated, chosen)
        return accepted_rows(validated.rows), validated.findings

    return stage_file(
        actor=actor, batch_id=batch_id, columns=COLUMNS, mapping=mapping, validate=validate, on_progress=on_progress
    )


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
