"""Reads about tasks to look at items again."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.supervision.catalog.choices import AdjustmentState
from tongjian.supervision.catalog.models import Adjustment, AdjustmentTask
from tongjian.supervision.catalog.policies import visible_adjustment_tasks

_OPEN = Q(adjustments__state=AdjustmentState.OPEN)


def list_adjustment_tasks(
    actor: Actor, *, change: ClauseChange | None = None, is_open: bool | None = None, own: bool = False
) -> QuerySet[AdjustmentTask]:
    """Each with `items` and `open_items`. `own`: of the actor's agency."""
    tasks = visible_adjustment_tasks(actor).select_related("agency", "change__statute", "change__clause")
    tasks = tasks.annotate(items=Count("adjustments"), open_items=Count("adjustments", filter=_OPEN))
    if change is not None:
        tasks = tasks.filter(change=change)
    if is_open is not None:
        tasks = tasks.filter(done_at__isnull=is_open)
    return tasks.filter(agency=actor.agency_id) if own else tasks


def get_adjustment_task(actor: Actor, task_id: UUID) -> AdjustmentTask:
    task = list_adjustment_tasks(actor).filter(pk=task_id).first()
    if task is None:
        raise NotFound("task_not_found", "没有这项动态调整任务，或者您无权查看。")
    return task


def adjustments_of(task: AdjustmentTask) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(task=task).select_related("item__agency_kind", "version", "outcome")
