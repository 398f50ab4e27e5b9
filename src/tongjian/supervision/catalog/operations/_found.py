"""Items by what a row knows them by, each with its newest version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from tongjian.supervision.catalog.columns.items import keys_of
from tongjian.supervision.catalog.models import Item, ItemVersion

Key = tuple[str, ...]


class Found:
    """What the catalogue holds for some rows. A constant number of queries."""

    def __init__(self, payloads: Sequence[Mapping[str, Any]]) -> None:
        self._items: dict[Key, Item] = {}
        self._newest: dict[object, ItemVersion] = {}
        for item in _items_for(payloads):
            self.add(item)
        versions = ItemVersion.objects.filter(item__in={item.pk for item in self._items.values()})
        for version in versions.select_related("checklist").order_by("number"):
            self._newest[version.item_id] = version

    def add(self, item: Item) -> None:
        if item.national_code:
            self._items["national", item.national_code] = item
        else:
            self._items["natural", item.agency_kind_id, item.name, item.sub_name] = item
        self._items["own", item.code] = item

    def item_of(self, payload: Mapping[str, Any]) -> Item | None:
        return next((self._items[key] for key in keys_of(payload) if key in self._items), None)

    def newest_of(self, item: Item) -> ItemVersion | None:
        return self._newest.get(item.pk)

    def set_newest(self, version: ItemVersion) -> None:
        self._newest[version.item_id] = version


def _items_for(payloads: Sequence[Mapping[str, Any]]) -> Iterable[Item]:
    codes = {payload["own_code"] for payload in payloads if payload["own_code"]}
    national = {payload["national_code"] for payload in payloads if payload["national_code"]}
    names = {payload["name"] for payload in payloads if not payload["national_code"]}
    kinds = {payload["kind"] for payload in payloads}
    wanted = Q(code__in=codes) | Q(national_code__in=national)
    return Item.objects.filter(wanted | Q(name__in=names, agency_kind__in=kinds, national_code="")).order_by("pk")
