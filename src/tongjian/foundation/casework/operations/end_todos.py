"""办结待办。"""

from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import TodoState
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed


@transaction.atomic
def end_todos(
    *, actor: Actor, matter: models.Model, step: str = "", agency_id: UUID | None = None, is_cancelled: bool = False
) -> int:
    """Ends the open to-dos of a matter, of one step and one agency where given. Returns how many."""
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有办结待办的权限。")
    todos = Todo.objects.filter(matter_kind=matter._meta.label_lower, matter_id=str(matter.pk), state=TodoState.OPEN)
    if step:
        todos = todos.filter(step=step)
    if agency_id:
        todos = todos.filter(agency_id=agency_id)
    return todos.update(state=TodoState.CANCELLED if is_cancelled else TodoState.DONE, ended_at=timezone.now())
