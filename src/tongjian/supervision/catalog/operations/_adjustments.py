"""Items that wait to be looked at, and the tasks that end with the last of them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos, meet_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import AdjustmentState
from tongjian.supervision.catalog.models import Adjustment, AdjustmentTask, ItemVersion

ASK, LIMIT = "adjust_items", "item.adjust"


def settle_item(actor: Actor, version: ItemVersion, state: AdjustmentState) -> None:
    """After a version was published or retired: what waited for that is done."""
    waiting = Adjustment.objects.filter(item=version.item_id, state=AdjustmentState.OPEN)
    tasks = list(waiting.values_list("task", flat=True).distinct())
    if not tasks:
        return
    outcome = version if state == AdjustmentState.ADJUSTED else None
    waiting.update(state=state, outcome=outcome, settled_by=actor.user_id, settled_at=timezone.now())
    close_finished(actor, tasks)


def close_finished(actor: Actor, task_ids: Iterable[UUID]) -> None:
    tasks = AdjustmentTask.objects.select_for_update().filter(pk__in=list(task_ids), done_at=None)
    for task in tasks.exclude(adjustments__state=AdjustmentState.OPEN):
        task.done_at = timezone.now()
        task.save(update_fields=["done_at"])
        meet_clock(actor=actor, matter=task, parameter_code=LIMIT)
        end_todos(actor=actor, matter=task, step=ASK)
        states = {
            str(state): Count("pk", filter=Q(state=state))
            for state in (AdjustmentState.ADJUSTED, AdjustmentState.RETIRED, AdjustmentState.KEPT)
        }
        record(actor, "adjustment.settled", task, **Adjustment.objects.filter(task=task).aggregate(**states))
