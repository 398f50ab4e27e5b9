"""What a file would change in the list of items, field by field, before anybody accepts it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.reading import Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns import (
    ITEM_LABELS,
    check_item_mapping,
    propose_item_columns,
    shown_as,
    validate_items,
)
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.catalog.queries._found import Found
from tongjian.supervision.catalog.queries._texts import differences, placing, text_of
from tongjian.supervision.catalog.queries.holding import hold_against_catalog
from tongjian.supervision.catalog.queries.items import item_reference_for


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item of the preview. `row` is None where the file has none; `code` is empty where one will be made."""

    row: int | None
    code: str
    title: str
    kind: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """`removed` are items of the departments and places in the file that the file does not name: acceptance leaves
    them as they are, for only a reviewer retires. `rejected` counts rows that would not come in."""

    added: tuple[ItemChange, ...]
    changed: tuple[ItemChange, ...]
    removed: tuple[ItemChange, ...]
    unchanged: int
    rejected: int = 0

    @property
    def counts(self) -> dict[str, int]:
        groups = {"added": self.added, "changed": self.changed, "removed": self.removed}
        return {name: len(group) for name, group in groups.items()} | {"unchanged": self.unchanged}


def preview_table(actor: Actor, table: Table, mapping: Mapping[str, str] | None = None) -> Preview:
    """Nothing is stored. Raises RuleViolated when the columns cannot be told."""
    require(policies.can_import(actor))
    chosen = check_item_mapping(propose_item_columns(table.header) if mapping is None else mapping, table.header)
    reference = item_reference_for(actor)
    validated = validate_items(table, chosen, reference)
    found = hold_against_catalog(validated, reference.own_region)
    return _compare(validated.rows, found, len(validated.rejected))


def preview_batch(actor: Actor, batch: Batch) -> Preview:
    """Of a checked batch that nobody has accepted yet."""
    require(policies.can_import(actor))
    rows = dict(StagedRow.objects.filter(batch=batch).order_by("row").values_list("row", "payload"))
    return _compare(rows, Found(list(rows.values())), batch.rejected)


def _compare(rows: Mapping[int, Mapping[str, Any]], found: Found, rejected: int) -> Preview:
    added: list[ItemChange] = []
    changed: list[ItemChange] = []
    named, scope, unchanged = set(), set(), 0
    for row, payload in rows.items():
        item = found.item_of(payload)
        place = (item.region_id or "") if item else (payload["region"] or payload["default_region"])
        scope.add((payload["kind"], place))
        if item is None:
            added.append(ItemChange(row, payload["national_code"] or payload["own_code"], _title(payload),
                                    payload["kind"], _fields_of({}, payload)))  # fmt: skip
            continue
        named.add(item.pk)
        fields = _changes(item, found.newest_of(item), payload)
        if fields:
            changed.append(ItemChange(row, item.code, item.title, item.agency_kind_id, fields))
        else:
            unchanged += 1
    removed = tuple(
        ItemChange(None, item.code, item.title, item.agency_kind_id) for item in _in_use(scope) if item.pk not in named
    )
    return Preview(tuple(added), tuple(changed), removed, unchanged, rejected)


def _changes(item: Item, newest: ItemVersion | None, payload: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    places = {"region": "region_code", "main": "main_code"}
    placed = [FieldChange(ITEM_LABELS[places[key]], "", text) for key, text in placing(item, payload).items()]
    if newest is None:
        return (*placed, *_fields_of({}, payload))
    return (*placed, *_fields_of(text_of(newest), differences(newest, payload)))


def _fields_of(before: Mapping[str, str], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(label, shown_as(key, before.get(key, "")), shown_as(key, str(after[key])))
        for key, label in ITEM_LABELS.items()
        if key in after and key not in _KEYS and str(after[key]) != before.get(key, "")
    )


_KEYS = frozenset({"name", "sub_name", "national_code", "main_code"})


def _title(payload: Mapping[str, Any]) -> str:
    return f"{payload['name']}（{payload['sub_name']}）" if payload["sub_name"] else str(payload["name"])


def _in_use(scope: Iterable[tuple[str, str]]) -> Sequence[Item]:
    """Items of these departments and places that are in force or on their way there."""
    live = ItemVersion.objects.filter(item=OuterRef("pk")).exclude(state=VersionState.RETIRED)
    found: list[Item] = []
    pairs = sorted(scope)
    for run in range(0, len(pairs), 50):
        wanted = Q()
        for kind, place in pairs[run : run + 50]:
            wanted |= Q(agency_kind=kind, region=place or None)
        found += Item.objects.filter(wanted).filter(Exists(live)).order_by("code")
    return found
