"""把校验过的检查表入库。"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.models import Checklist, CheckPoint


def apply_checklists(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """Chunk by chunk, every row one check point. What a version under review or a published one shows stays as it is,
    even when it was attached after the file was checked."""
    require(policies.can_import(actor))
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=_apply, on_progress=on_progress)


def _apply(rows: Sequence[StagedRow]) -> list[RowChange]:
    codes = {row.payload["code"] for row in rows}
    locked = Checklist.objects.select_for_update().filter(code__in=codes).order_by("code")
    checklists = {checklist.code: checklist for checklist in locked}
    points = {
        (point.checklist_id, point.number): point for point in CheckPoint.objects.filter(checklist__code__in=codes)
    }
    frozen = queries.frozen_checklists(codes)
    changes = []
    for row in rows:
        payload = row.payload
        checklist = checklists.get(payload["code"])
        point = points.get((checklist.pk, payload["number"])) if checklist else None
        change = _apply_row(payload, checklist, point, is_frozen=payload["code"] in frozen)
        if checklist is None:
            checklists[payload["code"]] = Checklist.objects.get(code=payload["code"])
        changes.append(change)
    return changes


def _apply_row(
    payload: dict[str, Any], checklist: Checklist | None, point: CheckPoint | None, *, is_frozen: bool
) -> RowChange:
    texts = {"content": payload["content"], "method": payload["method"]}
    renamed = checklist is not None and checklist.name != payload["name"]
    if point is not None and not renamed and (point.content, point.method) == tuple(texts.values()):
        return RowChange(RowOutcome.UNCHANGED, str(point.pk))
    if is_frozen:
        return RowChange(RowOutcome.REJECTED, str(point.pk) if point else "")
    if checklist is None:
        checklist = Checklist.objects.create(code=payload["code"], name=payload["name"], created_at=timezone.now())
    before: dict[str, Any] = {"name": checklist.name} if renamed else {}
    if renamed:
        checklist.name = payload["name"]
        checklist.save(update_fields=["name"])
    after = {"code": checklist.code, "name": checklist.name, "number": payload["number"], **texts}
    if point is None:
        point = CheckPoint.objects.create(checklist=checklist, number=payload["number"], **texts)
        return RowChange(RowOutcome.CREATED, str(point.pk), before or None, after)
    before |= {"content": point.content, "method": point.method}
    point.content, point.method = payload["content"], payload["method"]
    point.save(update_fields=["content", "method"])
    return RowChange(RowOutcome.UPDATED, str(point.pk), before, after)
