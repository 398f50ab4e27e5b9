"""撤销一次事项或检查表导入。"""

from collections.abc import Sequence
from uuid import UUID

from django.db import models, transaction

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import Dataset, RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import undo_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.columns import TEXTS
from tongjian.supervision.catalog.models import Checklist, CheckPoint, Item


def undo_import(*, actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Takes back what a batch made and changed: all or nothing. Whatever was submitted, published, pinned or changed
    since stands against it, and is named."""
    batch = exchange.get_batch(actor, batch_id)
    revert = _revert_items if batch.dataset == Dataset.ITEMS else _revert_points
    return undo_batch(actor=actor, batch_id=batch_id, reason=reason, revert_chunk=revert)


def _revert_items(rows: Sequence[StagedRow]) -> list[str]:
    items = Item.objects.select_for_update().in_bulk([UUID(row.subject_id) for row in rows])
    reasons = []
    for row in rows:
        item = items.get(UUID(row.subject_id))
        newest = item.versions.order_by("-number").first() if item else None
        if item is None or newest is None:
            continue
        as_left = all(getattr(newest, name) == value for name, value in (row.after or {}).items())
        if newest.state != VersionState.DRAFT or not as_left:
            reasons.append(f"{item.name}：之后又被修改、提交或发布")
        elif row.outcome == RowOutcome.CREATED or "number" in (row.before or {}):
            newest.delete()
            if row.outcome == RowOutcome.CREATED:
                reasons += _delete(item, item.name)
        else:
            for name in TEXTS:
                setattr(newest, name, (row.before or {})[name])
            newest.save(update_fields=list(TEXTS))
    return reasons


def _revert_points(rows: Sequence[StagedRow]) -> list[str]:
    points = CheckPoint.objects.select_related("checklist").in_bulk([UUID(row.subject_id) for row in rows])
    reasons: list[str] = []
    for row in rows:
        point = points.get(UUID(row.subject_id))
        if point is None:
            continue
        if row.outcome == RowOutcome.CREATED:
            reasons += _delete(point, f"{point.checklist.code} 第 {point.number} 项")
            continue
        point.content, point.method = (row.before or {})["content"], (row.before or {})["method"]
        point.save(update_fields=["content", "method"])
    touched = {point.checklist_id for point in points.values()}
    empty = Checklist.objects.filter(pk__in=touched, check_points=None)
    for checklist in empty:
        reasons += _delete(checklist, checklist.name)
    return reasons


def _delete(row: models.Model, name: str) -> list[str]:
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        return [f"{name}：已有别的记录引用它"]
    return []
