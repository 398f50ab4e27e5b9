"""校验名录并暂存。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import RowDraft, refuse_batch, stage_rows
from tongjian.foundation.exchange.reading import FindingDraft, Table, reject
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.verdict import require
from tongjian.pure.codes import significant
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.columns import LABELS, Validated, propose, validate
from tongjian.supervision.registry.columns.fields import check_mapping
from tongjian.supervision.registry.operations._upsert import numbers_of, owners_of


def stage_entities(*, actor: Actor, batch_id: UUID, mapping: Mapping[str, str] | None = None) -> Batch:
    """Reads the stored file, checks every row, stages the good ones. Without a mapping the heads decide.

    A file that cannot be read, or in which no name and no identifier is found, leaves a refused batch and raises
    RuleViolated; with a mapping given by a person only the refusal is raised, so that it can be corrected.
    """
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    try:
        table = exchange.table_of(batch)
        chosen = check_mapping(mapping if mapping is not None else propose(table.header), table.header)
        validated = _within_sight(actor, validate(table, chosen, queries.reference_for(actor)), table, chosen)
    except DomainError as refusal:
        if mapping is None:
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise
    return stage_rows(
        actor=actor,
        batch_id=batch_id,
        table=table,
        mapping=chosen,
        rows=[RowDraft(row, payload) for row, payload in validated.rows],
        findings=validated.findings,
    )


def _within_sight(actor: Actor, validated: Validated, table: Table, mapping: Mapping[str, str]) -> Validated:
    """An importer bound to a region may neither change what lies outside of it nor add what lies nowhere."""
    place = significant(actor.region_code)
    if len(place) == 2:
        return validated
    owners = owners_of(number for _, payload in validated.rows for number in numbers_of(payload))
    visible = set(policies.visible_entities(actor).filter(pk__in=owners.values()).values_list("pk", flat=True))
    head = mapping.get("address", LABELS["address"])
    rows, findings = [], list(validated.findings)
    for row, payload in validated.rows:
        found = {owners[key] for key in numbers_of(payload) if key in owners}
        refusal = _refusal(head, row, is_outside=bool(found - visible), is_new=not found, validated=validated)
        if refusal is None:
            rows.append((row, payload))
        else:
            findings.append(refusal)
    return Validated(rows, findings, validated.homeless)


def _refusal(head: str, row: int, *, is_outside: bool, is_new: bool, validated: Validated) -> FindingDraft | None:
    if is_outside:
        sentence = "该对象登记在其他地区，不能由本机关导入更新。"
        return reject(row, head, "", "outside_jurisdiction", sentence)
    if is_new and row in validated.homeless:
        sentence = "看不出所在市县，不能确定属于本机关辖区；请补充“所在市县”列或完整地址。"
        return reject(row, head, "", "jurisdiction_unknown", sentence)
    return None
