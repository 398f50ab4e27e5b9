"""校验检查表并暂存。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange import policies as batches
from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import RowDraft, refuse_batch, stage_rows
from tongjian.foundation.exchange.reading import FindingDraft, reject
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns import (
    CHECKLIST_FIELDS,
    Validated,
    check_mapping,
    propose,
    validate_checklists,
)
from tongjian.supervision.catalog.models import CheckPoint

FIXED = (VersionState.PUBLISHED, VersionState.RETIRED)


def stage_checklists(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str] | None = None) -> Batch:
    """Reads the stored file, checks every row, stages the good ones. Without a mapping the heads decide.

    A check point of a list that a published version uses cannot be changed: such rows are rejected.
    """
    require(batches.can_import(actor, Dataset.CHECKLISTS))
    batch = exchange.get_batch(actor, batch_id)
    fields = CHECKLIST_FIELDS
    try:
        table = exchange.table_of(batch)
        chosen = check_mapping(mapping if mapping is not None else propose(table.header, fields), fields)
        validated = validate_checklists(table, chosen)
    except DomainError as wrong:
        if mapping is None:
            refuse_batch(actor=actor, batch_id=batch_id, refusal=wrong)
        raise
    rows, fixed = _not_fixed(validated)
    return stage_rows(
        actor=actor,
        batch_id=batch_id,
        table=table,
        mapping=chosen,
        rows=[RowDraft(row, payload) for row, payload in rows],
        findings=[*validated.findings, *fixed],
    )


def _not_fixed(validated: Validated) -> tuple[list[tuple[int, dict[str, object]]], list[FindingDraft]]:
    used = CheckPoint.objects.filter(checklist__item_versions__state__in=FIXED).select_related("checklist").distinct()
    texts = {(point.checklist.code, point.number): (point.content, point.method) for point in used}
    lists = {code for code, _ in texts}
    sentence = "已发布的事项正在使用这张检查表，不能改动；请用新的表号导入。"
    fixed = [
        reject(row, "", payload["content"][:200], "checklist_in_use", sentence)
        for row, payload in validated.rows
        if payload["code"] in lists
        and texts.get((payload["code"], payload["number"])) != (payload["content"], payload["method"])
    ]
    rows = {finding.row for finding in fixed}
    return [(row, payload) for row, payload in validated.rows if row not in rows], fixed
