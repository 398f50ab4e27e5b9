"""校验名录并暂存。"""

from collections.abc import Callable, Mapping
from uuid import UUID

import polars as pl

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations import Piece, begin_staging, finish_staging, refuse_batch, stage_piece
from tongjian.foundation.exchange.reading import PIECE, FindingDraft, Table, reject
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.pure.codes import significant
from tongjian.supervision.registry import policies, queries
from tongjian.supervision.registry.columns import LABELS, Seen, Validated, propose, validate
from tongjian.supervision.registry.columns.fields import check_mapping
from tongjian.supervision.registry.operations._numbers import numbers_of, owners_of


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
    batch = exchange.get_batch(actor, batch_id)
    if mapping is not None and batch.header:
        check_mapping(mapping, batch.header)
    try:
        return _stage(actor, batch, mapping, on_progress or (lambda fraction: None))
    except RuleViolated as refusal:
        if mapping is None or refusal.code.startswith("file_"):
            refuse_batch(actor=actor, batch_id=batch_id, refusal=refusal)
        raise


def _stage(actor: Actor, batch: Batch, mapping: Mapping[str, str] | None, tell: Callable[[float], None]) -> Batch:
    reference, seen = queries.reference_for(actor), Seen()
    with exchange.sheet_of(batch, piece=PIECE) as sheet:
        wanted = exchange.mapping_for(batch, sheet.header, propose) if mapping is None else mapping
        chosen = check_mapping(wanted, sheet.header)
        begin_staging(actor=actor, batch_id=batch.pk, sheet=sheet, mapping=chosen)
        for table in sheet.pieces:
            validated = _within_sight(actor, validate(table, chosen, reference, seen), table, chosen)
            piece = Piece(table.select(chosen), validated.payloads(), validated.findings)
            done = sheet.fraction()
            stage_piece(actor=actor, batch_id=batch.pk, mapping=chosen, piece=piece, fraction=done)
            tell(done)
    return finish_staging(actor=actor, batch_id=batch.pk, mapping=chosen)


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
