"""校验名录并暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

import polars as pl

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import stage_file
from tongjian.foundation.exchange.reading import Checked, Columns, FindingDraft, Table, reject
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.pure.codes import significant
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.columns import LABELS, Seen, Validated, propose, validate
from tongjian.supervision.registry.columns.fields import check_mapping
from tongjian.supervision.registry.operations._numbers import numbers_of, owners_of

COLUMNS = Columns(propose, check_mapping)


def stage_entities(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """Reads the stored file piece by piece, checks every row, stages the good ones. Without a mapping the last
    one of this source for the same heads counts, else the heads decide.
    Interrupted, it goes on when called again. `on_progress` hears which part of the file is checked (0 to 1).

    A file that cannot be read to its end, or in which no name and no identifier is found, leaves a refused batch
    without a row and raises RuleViolated; a mapping given by a person is only refused, so that it can be corrected.
    """
    require(policies.can_import(actor))
    reference, seen = queries.reference_for(actor), Seen()

    def check(table: Table, chosen: Mapping[str, str]) -> Checked:
        validated = _within_sight(actor, validate(table, chosen, reference, seen), table, chosen)
        return validated.payloads(), validated.findings

    return stage_file(
        actor=actor, batch_id=batch_id, columns=COLUMNS, mapping=mapping, validate=check, on_progress=on_progress
    )


def _within_sight(actor: Actor, validated: Validated, table: Table, mapping: Mapping[str, str]) -> Validated:
    """An importer bound to a region may neither change what lies outside of it nor add what lies nowhere."""
    place = significant(actor.region_code)
    if len(place) == 2:
        return validated
    owners = owners_of(number for _, payload in validated.rows for number in numbers_of(payload))
    visible = set(policies.visible_entities(actor).filter(pk__in=owners.values()).values_list("pk", flat=True))
    head = mapping.get("address", LABELS["address"])
    refused = []
    for row, payload in validated.rows:
        found = {owners[key] for key in numbers_of(payload) if key in owners}
        is_homeless = "region" not in payload
        refusal = _refusal(head, row, is_outside=bool(found - visible), is_new=not found, is_homeless=is_homeless)
        if refusal is not None:
            refused.append(refusal)
    rows = pl.Series([refusal.row for refusal in refused], dtype=pl.UInt32)
    kept = validated.accepted.filter(~pl.col("row").is_in(rows.implode()))
    return Validated(kept, [*validated.findings, *refused])


def _refusal(head: str, row: int, *, is_outside: bool, is_new: bool, is_homeless: bool) -> FindingDraft | None:
    if is_outside:
        sentence = "该对象登记在其他地区，不能由本机关导入更新。"
        return reject(row, head, "", "outside_jurisdiction", sentence)
    if is_new and is_homeless:
        sentence = "看不出所在市县，不能确定属于本机关辖区；请补充“所在市县”列或完整地址。"
        return reject(row, head, "", "jurisdiction_unknown", sentence)
    return None
