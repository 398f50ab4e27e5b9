"""Items by what a row knows them by, each with its newest version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from tongjian.supervision.catalog.columns.items import keys_of, natural_key
from tongjian.supervision.catalog.models import Item, ItemVersion

_RUN = 2000
"""A database takes only so many values in one question."""
Key = tuple[str, ...]


class Found:
    """What the catalogue holds for some rows. A constant number of queries for every 2,000."""

    def __init__(self, payloads: Sequence[Mapping[str, Any]]) -> None:
        self._items: dict[Key, Item] = {}
        self._newest: dict[object, ItemVersion] = {}
        found: dict[object, Item] = {}
        for run in range(0, len(payloads), _RUN):
            found |= {item.pk: item for item in _items_for(payloads[run : run + _RUN])}
        items = sorted(found.values(), key=lambda item: (item.region_id or "", item.code))
        for item in items:
            self.add(item)
        for run in range(0, len(items), _RUN):
            versions = ItemVersion.objects.filter(item__in=items[run : run + _RUN])
            for version in versions.select_related("checklist").order_by("number"):
                self._newest[version.item_id] = version

    def add(self, item: Item) -> None:
        if item.national_code:
            self._items["national", item.national_code] = item
        else:
            self._items[natural_key(item.region_id or "", item.agency_kind_id, item.name, item.sub_name)] = item
            self._items.setdefault(natural_key("*", item.agency_kind_id, item.name, item.sub_name), item)
        self._items["own", item.code] = item

    def item_of(self, payload: Mapping[str, Any]) -> Item | None:
        return next((self._items[key] for key in _lookups(payload) if key in self._items), None)

    def above(self, payload: Mapping[str, Any], place: str) -> Item | None:
        """The item of the same words that a higher level compiled."""
        words = payload["kind"], payload["name"], payload["sub_name"]
        places = {f"{place[:4]}00", f"{place[:2]}0000"} - {place}
        return next(
            (self._items[key] for key in (natural_key(at, *words) for at in places) if key in self._items), None
        )

    def by_code(self, code: str) -> Item | None:
        return self._items.get(("own", code))

    def newest_of(self, item: Item) -> ItemVersion | None:
        return self._newest.get(item.pk)

    def set_newest(self, version: ItemVersion) -> None:
        self._newest[version.item_id] = version


def _lookups(payload: Mapping[str, Any]) -> list[Key]:
    """Besides what it is known by: the item that is not placed yet and, where the row says no place, that of a place
    above; for the host, of any."""
    keys = keys_of(payload)
    if payload["national_code"]:
        return keys
    here = payload["default_region"]
    above = [f"{here[:4]}00", f"{here[:2]}0000"] if here else ["*"]
    places = [""] if payload["region"] else ["", *above]
    return keys + [natural_key(place, payload["kind"], payload["name"], payload["sub_name"]) for place in places]


def _items_for(payloads: Sequence[Mapping[str, Any]]) -> Iterable[Item]:
    codes = {payload[key] for payload in payloads for key in ("own_code", "main_code") if payload[key]}
    national = {payload["national_code"] for payload in payloads if payload["national_code"]}
    names = {payload["name"] for payload in payloads if not payload["national_code"]}
    kinds = {payload["kind"] for payload in payloads}
    wanted = Q(code__in=codes) | Q(national_code__in=national)
    named = Q(name__in=names, agency_kind__in=kinds, national_code="")
    return Item.objects.filter(wanted | named).select_related("main")
