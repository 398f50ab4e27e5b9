"""校验事项清单并暂存。"""

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
from tongjian.foundation.org.models import AgencyKind
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns import (
    ITEM_FIELDS,
    Departments,
    Validated,
    check_mapping,
    propose,
    validate_items,
)
from tongjian.supervision.catalog.columns.items import key_of
from tongjian.supervision.catalog.models import ItemVersion


def stage_items(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str] | None = None) -> Batch:
    """Reads the stored file, checks every row, stages the good ones. Without a mapping the heads decide.

    A file that cannot be read leaves a refused batch and raises RuleViolated; with a mapping given by a person only
    the refusal is raised, so that it can be corrected.
    """
    require(batches.can_import(actor, Dataset.ITEMS))
    batch = exchange.get_batch(actor, batch_id)
    departments = Departments(AgencyKind.objects.values_list("code", "title", "short_name"))
    refusal = rulebook.check("V18")
    try:
        table = exchange.table_of(batch)
        chosen = check_mapping(mapping if mapping is not None else propose(table.header, ITEM_FIELDS), ITEM_FIELDS)
        sentence = f"监管事项目录编码应当是 14 位数字（{refusal.code}，{refusal.citation}）。"
        validated = validate_items(table, chosen, departments, sentence)
    except DomainError as wrong:
        if mapping is None:
            refuse_batch(actor=actor, batch_id=batch_id, refusal=wrong)
        raise
    rows, held = _not_in_review(validated)
    return stage_rows(
        actor=actor,
        batch_id=batch_id,
        table=table,
        mapping=chosen,
        rows=[RowDraft(row, payload) for row, payload in rows],
        findings=[*validated.findings, *held],
    )


def _not_in_review(validated: Validated) -> tuple[list[tuple[int, dict[str, str]]], list[FindingDraft]]:
    """An item that is being reviewed takes no other text meanwhile."""
    versions = ItemVersion.objects.filter(state=VersionState.REVIEW).select_related("item")
    reviewed = {
        (item.national_code, "", "") if item.national_code else (item.agency_kind_id, item.name, item.sub_name)
        for item in (version.item for version in versions)
    }
    sentence = "这个事项正在审核，审核结束后再导入。"
    held = [
        reject(row, "", payload["name"], "item_in_review", sentence)
        for row, payload in validated.rows
        if key_of(payload) in reviewed
    ]
    rows = {finding.row for finding in held}
    return [(row, payload) for row, payload in validated.rows if row not in rows], held
