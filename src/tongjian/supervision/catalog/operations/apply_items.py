"""把校验过的事项写成草稿。"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.models import Region
from tongjian.supervision.catalog import policies
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns.items import code_of
from tongjian.supervision.catalog.models import Checklist, Item, ItemVersion
from tongjian.supervision.catalog.operations._codes import new_codes
from tongjian.supervision.catalog.operations._lock import lock_kinds
from tongjian.supervision.catalog.operations._places import compilers
from tongjian.supervision.catalog.queries import Found, differences, placing, set_texts, text_of

_PLACING = ("region", "level", "compiled_by", "main")


def apply_items(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """Chunk by chunk; interrupted, it goes on when called again. Everything comes in as a draft that a second person
    publishes: a new item, the next version of one whose text changed, or other words in a draft nobody submitted."""
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    upsert = _Upsert(actor, batch)
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=upsert.apply, on_progress=on_progress)


class _Upsert:
    """`subject_id` of a change is the item, `after.version` the draft that was made or changed; `before` is None where
    the row made the draft. What a chunk makes is written in a constant number of statements."""

    def __init__(self, actor: Actor, batch: Batch) -> None:
        self._actor, self._batch = actor, batch

    def apply(self, rows: Sequence[StagedRow]) -> list[RowChange]:
        payloads = [row.payload for row in rows]
        lock_kinds({payload["kind"] for payload in payloads})
        self._prepare(payloads)
        changes = [self._apply_row(payload) for payload in payloads]
        Item.objects.bulk_create(self._items, batch_size=500)
        Item.objects.bulk_update(self._placed, _PLACING, batch_size=500) if self._placed else None
        ItemVersion.objects.bulk_create(self._versions, batch_size=500)
        for version in self._revised:
            version.save()
        return changes

    def _prepare(self, payloads: Sequence[dict[str, Any]]) -> None:
        self._found = Found(payloads)
        codes = {payload["checklist"] for payload in payloads if payload.get("checklist")}
        self._checklists = {one.code: one for one in Checklist.objects.filter(code__in=codes)}
        places = {(payload["kind"], payload["region"] or payload["default_region"]) for payload in payloads}
        self._regions = Region.objects.in_bulk({region for _, region in places if region})
        self._compilers = compilers(places)
        bare = (one for one in payloads if not code_of(one) and self._found.item_of(one) is None)
        self._codes: dict[str, Iterator[str]] = {
            kind: new_codes(self._actor, kind, count) for kind, count in Counter(one["kind"] for one in bare).items()
        }
        self._items: list[Item] = []
        self._placed: list[Item] = []
        self._versions: list[ItemVersion] = []
        self._revised: list[ItemVersion] = []

    def _apply_row(self, payload: dict[str, Any]) -> RowChange:
        item = self._found.item_of(payload)
        if item is None:
            return self._create(payload)
        newest = self._found.newest_of(item)
        texts = differences(newest, payload) if newest else payload
        placed = placing(item, payload)
        if newest is not None and not texts and not placed:
            return RowChange(RowOutcome.UNCHANGED, str(item.pk))
        if newest is not None and newest.state == VersionState.REVIEW:
            # Submitted between staging and now: who reviews it must not see it change.
            return RowChange(RowOutcome.REJECTED, str(item.pk))
        if placed:
            self._place(item, payload)
            self._placed.append(item)
        if newest is not None and (newest.state == VersionState.DRAFT or not texts):
            return self._revise(item, newest, texts, placed)
        return self._draft(item, payload, RowOutcome.UPDATED, newest)

    def _create(self, payload: dict[str, Any]) -> RowChange:
        item = Item(
            code=code_of(payload) or next(self._codes[payload["kind"]]),
            national_code=payload["national_code"],
            agency_kind_id=payload["kind"],
            name=payload["name"],
            sub_name=payload["sub_name"],
            created_at=timezone.now(),
        )
        self._place(item, payload)
        self._items.append(item)
        self._found.add(item)
        return self._draft(item, payload, RowOutcome.CREATED, None)

    def _place(self, item: Item, payload: dict[str, Any]) -> None:
        is_new = item.region_id is None and not self._found.newest_of(item)
        region = self._regions.get(payload["region"] or (payload["default_region"] if is_new else ""))
        if region is not None and item.region_id is None:
            item.region, item.level = region, region.level
            item.compiled_by = self._compilers.get((item.agency_kind_id, region.pk))
        if payload["main_code"] and item.main_id is None:
            item.main = self._found.by_code(payload["main_code"])

    def _draft(
        self, item: Item, payload: dict[str, Any], outcome: RowOutcome, newest: ItemVersion | None
    ) -> RowChange:
        version = ItemVersion(item=item, number=newest.number + 1 if newest else 1, created_by=self._batch.created_by)
        if newest is not None:
            kept = text_of(newest)
            checklists = {newest.checklist.code: newest.checklist} if newest.checklist else {}
            set_texts(version, kept, checklists)
        texts = {field: text for field, text in payload.items() if field in text_of(version)}
        set_texts(version, texts, self._checklists)
        self._versions.append(version)
        self._found.set_newest(version)
        after = {"version": str(version.pk), "number": version.number, **text_of(version)}
        return RowChange(outcome, str(item.pk), None, after)

    def _revise(self, item: Item, version: ItemVersion, texts: dict[str, str], placed: dict[str, str]) -> RowChange:
        """Other words in an open draft; or, of any version, only the place or main item it had none of."""
        current = text_of(version)
        before = {field: current[field] for field in texts} | {f"item_{field}": "" for field in placed}
        before["created_by"] = str(version.created_by or "")
        if texts:
            set_texts(version, texts, self._checklists)
            version.created_by = self._batch.created_by
            self._revised.append(version)
        said = {f"item_{field}": text for field, text in placed.items()}
        after = {"version": str(version.pk), "number": version.number, **texts, **said}
        return RowChange(RowOutcome.UPDATED, str(item.pk), before, after)
