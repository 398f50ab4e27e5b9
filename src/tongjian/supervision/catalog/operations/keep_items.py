"""认定事项不需调整。"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import AdjustmentState
from tongjian.supervision.catalog.models import Adjustment, AdjustmentTask
from tongjian.supervision.catalog.operations._adjustments import close_finished
from tongjian.supervision.catalog.policies import can_settle, visible_adjustment_tasks

_LONGEST = 300


@transaction.atomic
def keep_items(*, actor: Actor, task_id: UUID, item_ids: Sequence[UUID], reason: str) -> AdjustmentTask:
    """The owner looked at these items and says why they stay as they are."""
    rows = visible_adjustment_tasks(actor).select_related("agency").select_for_update(of=("self",))
    task = rows.filter(pk=task_id).first()
    if task is None:
        raise NotFound("task_not_found", "没有这项动态调整任务，或者您无权查看。")
    require(can_settle(actor, task))
    if not reason.strip() or len(reason.strip()) > _LONGEST:
        raise RuleViolated("reason_missing", f"请说明为什么不需调整，不超过 {_LONGEST} 字。", field="reason")
    waiting = Adjustment.objects.select_for_update(of=("self",)).filter(task=task, state=AdjustmentState.OPEN)
    chosen = list(waiting.filter(item__in=item_ids).select_related("item"))
    if not chosen:
        raise RuleViolated("nothing_chosen", "请勾选还没有处理的事项。", field="items")
    Adjustment.objects.filter(pk__in=[one.pk for one in chosen]).update(
        state=AdjustmentState.KEPT, reason=reason.strip(), settled_by=actor.user_id, settled_at=timezone.now()
    )
    record(actor, "adjustment.kept", task, codes=[one.item.code for one in chosen], reason=reason.strip())
    close_finished(actor, [task.pk])
    return task
