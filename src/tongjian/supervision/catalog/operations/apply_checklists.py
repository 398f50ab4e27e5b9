"""检查表入库。"""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.exchange import policies as batches
from tongjian.foundation.exchange.choices import Dataset, RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog.models import Checklist, CheckPoint


def apply_checklists(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """New tables and check points are made, changed texts replaced. Safe to call again."""
    require(batches.can_import(actor, Dataset.CHECKLISTS))
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=_apply, on_progress=on_progress)


def _apply(rows: Sequence[StagedRow]) -> list[RowChange]:
    lists = _lists(rows)
    points = {
        (point.checklist_id, point.number): point for point in CheckPoint.objects.filter(checklist__in=lists.values())
    }
    changes, made, edited = [], [], []
    for row in rows:
        said = {"content": row.payload["content"], "method": row.payload["method"]}
        checklist = lists[row.payload["code"]]
        point = points.get((checklist.pk, row.payload["number"]))
        if point is None:
            point = CheckPoint(checklist=checklist, number=row.payload["number"], **said)
            made.append(point)
            changes.append(RowChange(RowOutcome.CREATED, str(point.pk), None, said))
            continue
        before = {"content": point.content, "method": point.method}
        if before == said:
            changes.append(RowChange(RowOutcome.UNCHANGED, str(point.pk)))
            continue
        point.content, point.method = said["content"], said["method"]
        edited.append(point)
        changes.append(RowChange(RowOutcome.UPDATED, str(point.pk), before, said))
    CheckPoint.objects.bulk_create(made, batch_size=500)
    CheckPoint.objects.bulk_update(edited, ["content", "method"], batch_size=200)
    return changes


def _lists(rows: Sequence[StagedRow]) -> dict[str, Checklist]:
    names = {row.payload["code"]: row.payload["name"] for row in rows}
    known = {one.code: one for one in Checklist.objects.select_for_update().filter(code__in=names)}
    now = timezone.now()
    missing = [Checklist(code=code, name=name, created_at=now) for code, name in names.items() if code not in known]
    Checklist.objects.bulk_create(missing)
    return known | {one.code: one for one in missing}
