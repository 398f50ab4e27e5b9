"""把校验过的等级入库。"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import EntityGrade


def apply_grades(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """Chunk by chunk: a grade that differs ends the one before on its first day; the same grade again changes
    nothing; one that begins before what is known by now is left out."""
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    source = batch.agency.name if batch.agency else "主机导入"
    apply_chunk = partial(_apply, batch_id, source)
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=apply_chunk, on_progress=on_progress)


def _apply(batch_id: UUID, source: str, rows: Sequence[StagedRow]) -> list[RowChange]:
    ids = {row.payload["entity"] for row in rows}
    known = EntityGrade.objects.select_for_update(of=("self",)).filter(entity__in=ids, valid_until=None)
    open_ones = {(str(grade.entity_id), grade.scheme): grade for grade in known}
    new: list[EntityGrade] = []
    ended: list[EntityGrade] = []
    changes = []
    for row in rows:
        given = row.payload
        before = open_ones.get((given["entity"], given["scheme"]))
        since = date.fromisoformat(given["valid_from"]) if given["valid_from"] else timezone.localdate()
        if before is not None and before.grade == given["grade"]:
            changes.append(RowChange(RowOutcome.UNCHANGED, str(before.pk)))
            continue
        if before is not None and since < before.valid_from:
            changes.append(RowChange(RowOutcome.REJECTED, str(before.pk)))
            continue
        grade = EntityGrade(
            entity_id=UUID(given["entity"]),
            scheme=given["scheme"],
            grade=given["grade"],
            source=given["source"] or source,
            valid_from=since,
            batch_id=batch_id,
        )
        new.append(grade)
        if before is not None:
            before.valid_until = since
            ended.append(before)
        was = {"id": str(before.pk)} if before else None
        outcome = RowOutcome.UPDATED if before else RowOutcome.CREATED
        changes.append(RowChange(outcome, str(grade.pk), was, {"grade": grade.grade}))
    EntityGrade.objects.bulk_update(ended, ["valid_until"])
    EntityGrade.objects.bulk_create(new)
    return changes
