"""事项清单入库。"""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.exchange import policies as batches
from tongjian.foundation.exchange.choices import Dataset, RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns import TEXTS
from tongjian.supervision.catalog.columns.items import Key, key_of
from tongjian.supervision.catalog.models import Item, ItemVersion


def apply_items(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """New items get a first draft, changed ones the next; a published version is never altered. Safe to call again."""
    require(batches.can_import(actor, Dataset.ITEMS))
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=_Upsert(actor).apply, on_progress=on_progress)


class _Upsert:
    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def apply(self, rows: Sequence[StagedRow]) -> list[RowChange]:
        known = self._items(rows)
        missing = [row for row in rows if key_of(row.payload) not in known]
        known |= self._make(missing)
        newest = self._newest(known.values())
        changes: list[RowChange] = []
        drafts: list[ItemVersion] = []
        edited: list[ItemVersion] = []
        for row in rows:
            item = known[key_of(row.payload)]
            change, draft = self._change(row, item, newest.get(item.pk))
            changes.append(change)
            if draft is not None:
                (drafts if draft._state.adding else edited).append(draft)
        ItemVersion.objects.bulk_create(drafts, batch_size=500)
        ItemVersion.objects.bulk_update(edited, [*TEXTS, "created_by"], batch_size=100)
        return changes

    def _items(self, rows: Sequence[StagedRow]) -> dict[Key, Item]:
        kinds = {row.payload["kind"] for row in rows}
        found = Item.objects.select_for_update().filter(agency_kind__in=kinds)
        by_code = {row.payload["national_code"] for row in rows} - {""}
        coded = Item.objects.select_for_update().filter(national_code__in=by_code)
        return {_key(item): item for item in [*found, *coded]}

    def _make(self, rows: Sequence[StagedRow]) -> dict[Key, Item]:
        now = timezone.now()
        items = {}
        for row in rows:
            said = row.payload
            number = next_number(actor=self._actor, series=f"item-{said['kind']}")
            item = Item(
                code=said["national_code"] or f"{said['kind']}-{number:04}",
                national_code=said["national_code"],
                agency_kind_id=said["kind"],
                name=said["name"],
                sub_name=said["sub_name"],
                created_at=now,
            )
            items[_key(item)] = item
        Item.objects.bulk_create(items.values(), batch_size=500)
        return items

    def _newest(self, items: object) -> dict[UUID, ItemVersion]:
        keys = [item.pk for item in items]  # type: ignore[attr-defined]
        versions = ItemVersion.objects.filter(item__in=keys).order_by("item", "number")
        return {version.item_id: version for version in versions}

    def _change(self, row: StagedRow, item: Item, newest: ItemVersion | None) -> tuple[RowChange, ItemVersion | None]:
        said = {name: row.payload[name] for name in TEXTS}
        subject = str(item.pk)
        if newest is None:
            first = ItemVersion(item=item, number=1, created_by=self._actor.user_id, **said)
            return RowChange(RowOutcome.CREATED, subject, None, said), first
        before = {name: getattr(newest, name) for name in TEXTS}
        if before == said or newest.state == VersionState.REVIEW:
            return RowChange(RowOutcome.UNCHANGED, subject), None
        if newest.state != VersionState.DRAFT:
            following = ItemVersion(
                item=item,
                number=newest.number + 1,
                created_by=self._actor.user_id,
                checklist_id=newest.checklist_id,
                **said,
            )
            return RowChange(RowOutcome.UPDATED, subject, {"number": newest.number}, said), following
        for name, value in said.items():
            setattr(newest, name, value)
        newest.created_by = self._actor.user_id
        return RowChange(RowOutcome.UPDATED, subject, before, said), newest


def _key(item: Item) -> Key:
    return (item.national_code, "", "") if item.national_code else (item.agency_kind_id, item.name, item.sub_name)
