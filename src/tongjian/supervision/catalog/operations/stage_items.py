"""校验监管事项清单并暂存。"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.reading import Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns import SeenItems, Validated, validate_items
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.catalog.operations._found import Found
from tongjian.supervision.catalog.operations._staging import ITEMS, stage
from tongjian.supervision.catalog.operations._texts import differences


def stage_items(
    *,
    actor: Actor,
    batch_id: UUID,
    mapping: Mapping[str, str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Batch:
    """Reads the stored file piece by piece, checks every row, stages the good ones. Without a mapping what was begun
    counts, else the last one of this source for the same heads, else the heads decide. Interrupted, it goes on when
    called again. `on_progress` hears which part of the file is checked (0 to 1).

    A file that cannot be read leaves a refused batch and raises RuleViolated; a mapping given by a person that cannot
    be is only refused, so that it can be corrected.
    """
    seen = SeenItems()

    def validate(table: Table, chosen: Mapping[str, str]) -> Validated:
        validated = validate_items(table, chosen, reference, seen)
        _hold_against_catalog(validated)
        return validated

    require(policies.can_import(actor))
    reference = queries.item_reference_for(actor)
    return stage(ITEMS, actor=actor, batch_id=batch_id, mapping=mapping, validate=validate, on_progress=on_progress)


def _hold_against_catalog(validated: Validated) -> None:
    found = Found(list(validated.rows.values()))
    for row, payload in list(validated.rows.items()):
        item = found.item_of(payload)
        if item is None:
            continue
        column = "national_code" if payload["national_code"] else "number" if payload["own_code"] else "name"
        if (item.agency_kind_id, item.name, item.sub_name) != (payload["kind"], payload["name"], payload["sub_name"]):
            sentence = f"编码 {item.code} 已用于“{item.title}”，部门或者名称不同；请核对编码。"
            validated.reject(row, column, item.code, "item_code_in_use", sentence)
            continue
        _hold_against_version(validated, row, payload, item, found.newest_of(item))


def _hold_against_version(
    validated: Validated, row: int, payload: Mapping[str, Any], item: Item, newest: ItemVersion | None
) -> None:
    if newest is None:
        return
    if newest.state == VersionState.REVIEW and differences(newest, payload):
        sentence = f"事项 {item.code} 的第 {newest.number} 版正在审核，审核结束后才能再修改。"
        validated.reject(row, "name", item.name, "item_in_review", sentence)
    elif newest.state == VersionState.RETIRED:
        sentence = f"事项 {item.code} 已经废止；内容有变化才会生成新的草稿。"
        validated.warn(row, "name", item.name, "item_retired", sentence)
