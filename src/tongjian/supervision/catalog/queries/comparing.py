"""The whole list on one day, and what changed between two."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.columns import ITEM_LABELS, shown_as
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.queries._texts import text_of
from tongjian.supervision.catalog.queries.items import published_versions
from tongjian.supervision.catalog.queries.preview import FieldChange

_RUN = 2000


@dataclass(frozen=True, slots=True)
class VersionChange:
    before: ItemVersion
    after: ItemVersion
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    added: tuple[ItemVersion, ...]
    changed: tuple[VersionChange, ...]
    removed: tuple[ItemVersion, ...]
    unchanged: int

    @property
    def counts(self) -> dict[str, int]:
        groups = {"added": self.added, "changed": self.changed, "removed": self.removed}
        return {name: len(group) for name, group in groups.items()} | {"unchanged": self.unchanged}


def compare_days(actor: Actor, before: date, after: date, *, region: str = "", agency_kind: str = "") -> Comparison:
    """Two queries for lists of any length, and one for every 2,000 versions that differ: only those are read whole."""
    old = _pairs(actor, before, region, agency_kind)
    new = _pairs(actor, after, region, agency_kind)
    differing = {item for item in old.keys() | new.keys() if old.get(item) != new.get(item)}
    versions = _read({pairs[item] for pairs in (old, new) for item in differing if item in pairs})
    added = [one for one in versions.values() if one.item_id in differing and one.item_id not in old]
    removed = [one for one in versions.values() if one.item_id in differing and one.item_id not in new]
    changed = [
        VersionChange(versions[old[version.item_id]], version, _fields(versions[old[version.item_id]], version))
        for version in versions.values()
        if version.item_id in old and new.get(version.item_id) == version.pk
    ]
    return Comparison(tuple(added), tuple(changed), tuple(removed), len(new.keys() - differing))


def _read(version_ids: set[UUID]) -> dict[UUID, ItemVersion]:
    """By code. A database takes only so many values in one question."""
    related = ("item", "item__agency_kind", "item__region", "item__main", "checklist")
    wanted, read = list(version_ids), ItemVersion.objects.select_related(*related)
    found = [one for run in range(0, len(wanted), _RUN) for one in read.filter(pk__in=wanted[run : run + _RUN])]
    return {version.pk: version for version in sorted(found, key=lambda one: (one.item.code, one.number))}


def _pairs(actor: Actor, on: date, region: str, agency_kind: str) -> dict[UUID, UUID]:
    versions = published_versions(actor, agency_kind=agency_kind, on=on, region=region)
    return dict(versions.order_by().values_list("item_id", "pk"))


def _fields(before: ItemVersion, after: ItemVersion) -> tuple[FieldChange, ...]:
    old, new = text_of(before), text_of(after)
    return tuple(
        FieldChange(label, shown_as(field, old[field]), shown_as(field, new[field]))
        for field, label in ITEM_LABELS.items()
        if field in old and old[field] != new[field]
    )
