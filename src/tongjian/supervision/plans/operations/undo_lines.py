"""撤销一次计划表的导入。"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import undo_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.operations._imports import lock_target
from tongjian.supervision.plans.operations._lines import as_it_came
from tongjian.supervision.plans.queries import plan_of_batch, ready


@transaction.atomic
def undo_lines(*, actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Takes the lines of the file out of the plan again, all or nothing, while the plan is a draft and nobody has
    worked on one of them since. A line somebody has removed meanwhile is gone already."""
    batch = exchange.get_batch(actor, batch_id)
    if batch.dataset != Dataset.PLANS:
        raise RuleViolated("dataset_of_others", "这个批次不是计划表。")
    batch = undo_batch(actor=actor, batch_id=batch_id, reason=reason, revert_chunk=partial(_revert, actor, batch))
    plan = plan_of_batch(actor, batch)
    record(actor, "plan.import_undone", plan, code=plan.code, lines=batch.created, batch_id=str(batch.pk))
    return batch


def _revert(actor: Actor, batch: Batch, rows: Sequence[StagedRow]) -> list[str]:
    plan = lock_target(actor, batch)
    came = {UUID(row.subject_id): row.after for row in rows}
    lines = list(ready(PlanLine.objects.filter(plan=plan, pk__in=came)))
    if changed := [line for line in lines if as_it_came(line) != came[line.pk]]:
        return [f"第 {line.number} 项“{line.title}”之后已有修改" for line in changed]
    PlanLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    return []
