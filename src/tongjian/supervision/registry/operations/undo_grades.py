"""撤销一次等级表的导入。"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import undo_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import EntityGrade


def undo_grades(*, actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Removes the grades of the batch and opens again those they ended: all or nothing. Raises RuleViolated with
    reasons where a later grade was built on one of them. What was drawn by them stays as it was: a draw keeps its
    files."""
    require(policies.can_undo_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    if batch.dataset != Dataset.GRADES:
        raise RuleViolated("dataset_of_others", "这个批次不是等级表。")
    return undo_batch(actor=actor, batch_id=batch_id, reason=reason, revert_chunk=partial(_revert))


def _revert(rows: Sequence[StagedRow]) -> list[str]:
    ids = [UUID(row.subject_id) for row in rows if row.after]
    grades = EntityGrade.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("entity")
    reasons = [f"{grade.entity.name}之后又有新的等级" for grade in grades if grade.valid_until is not None]
    if reasons:
        return reasons
    reopened = [UUID(row.before["id"]) for row in rows if row.before]
    EntityGrade.objects.filter(pk__in=ids).delete()
    EntityGrade.objects.filter(pk__in=reopened).update(valid_until=None)
    return []
