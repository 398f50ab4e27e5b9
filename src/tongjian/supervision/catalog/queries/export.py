"""The list of items in the shape in which files bring it in: what leaves comes back unchanged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.columns import ITEM_LABELS, TEXT_FIELDS, shown_as
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.queries.items import ItemFilter, list_versions


@dataclass(frozen=True, slots=True)
class ExportColumn:
    label: str
    value: Callable[[ItemVersion], str]


def _text(field: str) -> Callable[[ItemVersion], str]:
    return lambda version: shown_as(field, str(getattr(version, field)))


_OF_ITEM: dict[str, Callable[[ItemVersion], str]] = {
    "department": lambda version: version.item.agency_kind.title,
    "department_code": lambda version: version.item.agency_kind_id,
    "number": lambda version: "" if version.item.national_code else version.item.code,
    "national_code": lambda version: version.item.national_code,
    "name": lambda version: version.item.name,
    "sub_name": lambda version: version.item.sub_name,
    "checklist": lambda version: version.checklist.code if version.checklist else "",
    "main_code": lambda version: version.item.main.code if version.item.main else "",
    "region_code": lambda version: version.item.region_id or "",
    "level": lambda version: f"{version.item.get_level_display()[:1]}级" if version.item.level else "",
}
EXPORT: Sequence[ExportColumn] = tuple(
    ExportColumn(label, _text(field) if field in TEXT_FIELDS else _OF_ITEM[field])
    for field, label in ITEM_LABELS.items()
)


def export_rows(actor: Actor, wanted: ItemFilter) -> QuerySet[ItemVersion]:
    """The newest version of each item, main items before their sub-items, ready to be written without more queries."""
    versions = list_versions(actor, wanted).select_related("item__main", "item__agency_kind", "checklist")
    return versions.order_by(F("item__main").asc(nulls_first=True), "item__code")
