"""Rows of a file of items held against the catalogue: what contradicts it is refused, the rest may come in."""

from collections.abc import Mapping
from typing import Any

from tongjian.pure.codes import is_within
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns import Validated
from tongjian.supervision.catalog.columns.items import code_of
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.catalog.queries._found import Found
from tongjian.supervision.catalog.queries._texts import differences, placing

Payload = Mapping[str, Any]


class MainRows:
    """Main items that earlier rows of the file say, over all its pieces."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}

    def add(self, payload: Payload) -> None:
        if code_of(payload) and not payload["main_code"]:
            self._kinds[code_of(payload)] = payload["kind"]

    def kind_of(self, code: str) -> str | None:
        return self._kinds.get(code)


def hold_against_catalog(validated: Validated, own_region: str, mains: MainRows | None = None) -> Found:
    """`own_region` is where whoever brings the file compiles; empty for the host. Returns what was looked up. `mains`
    remembers earlier pieces of the same file."""
    found, mains = Found(list(validated.rows.values())), mains or MainRows()
    for row, payload in sorted(validated.rows.items()):
        item = found.item_of(payload)
        if problem := _problem_of_main(payload, item, found, mains):
            validated.reject(row, "main_code", payload["main_code"], "main_item_wrong", problem)
        elif item is None:
            _hold_new(validated, row, payload, own_region, found)
        else:
            _hold_known(validated, row, payload, item, own_region, found.newest_of(item))
        if row in validated.rows:
            mains.add(payload)
    return found


def _problem_of_main(payload: Payload, item: Item | None, found: Found, mains: MainRows) -> str:
    code = payload["main_code"]
    if not code:
        return ""
    if item is not None and item.main is not None and item.main.code != code:
        return f"事项 {item.code} 的主项是 {item.main.code}，不能改属另一主项；请另编事项。"
    main = found.by_code(code)
    kind = main.agency_kind_id if main is not None else mains.kind_of(code)
    if kind is None:
        return f"没有编码为 {code} 的主项；主项应当已在清单中，或者排在子项之前。"
    if kind != payload["kind"]:
        return f"主项 {code} 是另一部门类别的事项。"
    if main is not None and (main.main_id is not None or main == item):
        return f"{code} 不是主项：子项不能再有子项。"
    return ""


def _hold_new(validated: Validated, row: int, payload: Payload, own_region: str, found: Found) -> None:
    place = payload["region"] or own_region
    if own_region and place != own_region:
        sentence = "这是其他地方编制的事项，只能导入本级编制的事项。"
        validated.reject(row, "region_code", place, "item_of_another_place", sentence)
        return
    above = found.above(payload, place) if place else None
    if above is not None:
        sentence = f"上级已编制同一事项（{above.code} {above.title}），请领用，不要另编。"
        validated.reject(row, "name", payload["name"], "item_exists_above", sentence)


def _hold_known(
    validated: Validated, row: int, payload: Payload, item: Item, own_region: str, newest: ItemVersion | None
) -> None:
    column = "national_code" if payload["national_code"] else "number" if payload["own_code"] else "name"
    if (item.agency_kind_id, item.name, item.sub_name) != (payload["kind"], payload["name"], payload["sub_name"]):
        sentence = f"编码 {item.code} 已用于“{item.title}”，部门或者名称不同；请核对编码。"
        validated.reject(row, column, item.code, "item_code_in_use", sentence)
        return
    if payload["region"] and item.region_id not in (None, payload["region"]):
        sentence = f"事项 {item.code} 由 {item.region_id} 编制，编制区划不能改。"
        validated.reject(row, "region_code", payload["region"], "item_of_another_place", sentence)
        return
    changed = bool(placing(item, payload)) or newest is None or bool(differences(newest, payload))
    if changed and own_region and item.region_id and item.region_id != own_region:
        relation = "上级" if is_within(own_region, item.region_id) else "其他地方"
        sentence = f"事项 {item.code} 由{relation}编制，本级不能改动；与本级有关的请领用或者不领用。"
        validated.reject(row, "name", item.name, "item_of_another_place", sentence)
    elif newest is not None:
        _hold_against_version(validated, row, payload, item, newest)


def _hold_against_version(validated: Validated, row: int, payload: Payload, item: Item, newest: ItemVersion) -> None:
    if newest.state == VersionState.REVIEW and differences(newest, payload):
        sentence = f"事项 {item.code} 的第 {newest.number} 版正在审核，审核结束后才能再修改。"
        validated.reject(row, "name", item.name, "item_in_review", sentence)
    elif newest.state == VersionState.RETIRED:
        sentence = f"事项 {item.code} 已经废止；内容有变化才会生成新的草稿。"
        validated.warn(row, "name", item.name, "item_retired", sentence)
