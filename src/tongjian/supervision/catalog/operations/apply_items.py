"""把校验过的事项写成草稿。"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Checklist, Item, ItemVersion
from tongjian.supervision.catalog.operations._codes import new_code
from tongjian.supervision.catalog.operations._found import Found
from tongjian.supervision.catalog.operations._lock import lock_kinds
from tongjian.supervision.catalog.operations._texts import differences, set_texts, text_of


def apply_items(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """Chunk by chunk; interrupted, it goes on when called again. Everything comes in as a draft that a second person
    publishes: a new item, the next version of one whose text changed, or other words in a draft nobody submitted."""
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    upsert = _Upsert(actor, batch)
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=upsert.apply, on_progress=on_progress)


class _Upsert:
    """`subject_id` of a change is the item, `after.version` the draft that was made or changed; `before` is None where
    the row made the draft."""

    def __init__(self, actor: Actor, batch: Batch) -> None:
        self._actor, self._batch = actor, batch

    def apply(self, rows: Sequence[StagedRow]) -> list[RowChange]:
        payloads = [row.payload for row in rows]
        lock_kinds({payload["kind"] for payload in payloads})
        self._found = Found(payloads)
        codes = {payload["checklist"] for payload in payloads if payload.get("checklist")}
        self._checklists = {one.code: one for one in Checklist.objects.filter(code__in=codes)}
        return [self._apply_row(payload) for payload in payloads]

    def _apply_row(self, payload: dict[str, Any]) -> RowChange:
        item = self._found.item_of(payload)
        if item is None:
            return self._create(payload)
        newest = self._found.newest_of(item)
        texts = differences(newest, payload) if newest else payload
        if newest is not None and not texts:
            return RowChange(RowOutcome.UNCHANGED, str(item.pk))
        if newest is not None and newest.state == VersionState.REVIEW:
            # Submitted between staging and now: who reviews it must not see it change.
            return RowChange(RowOutcome.REJECTED, str(item.pk))
        if newest is not None and newest.state == VersionState.DRAFT:
            return self._revise(item, newest, texts)
        return self._draft(item, payload, RowOutcome.UPDATED, newest)

    def _create(self, payload: dict[str, Any]) -> RowChange:
        code = payload["national_code"] or payload["own_code"] or new_code(self._actor, payload["kind"])
        item = Item.objects.create(
            code=code,
            national_code=payload["national_code"],
            agency_kind_id=payload["kind"],
            name=payload["name"],
            sub_name=payload["sub_name"],
            created_at=timezone.now(),
        )
        self._found.add(item)
        return self._draft(item, payload, RowOutcome.CREATED, None)

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
        version.save(force_insert=True)
        self._found.set_newest(version)
        after = {"version": str(version.pk), "number": version.number, **text_of(version)}
        return RowChange(outcome, str(item.pk), None, after)

    def _revise(self, item: Item, version: ItemVersion, texts: dict[str, str]) -> RowChange:
        current = text_of(version)
        before = {field: current[field] for field in texts}
        before["created_by"] = str(version.created_by or "")
        set_texts(version, texts, self._checklists)
        version.created_by = self._batch.created_by
        version.save()
        after = {"version": str(version.pk), "number": version.number, **texts}
        return RowChange(RowOutcome.UPDATED, str(item.pk), before, after)
