"""产生待办。"""

from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import NotificationKind, TodoState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.casework.operations.announce import announce
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed


@transaction.atomic
def open_todo(
    *,
    actor: Actor,
    matter: models.Model,
    step: str,
    title: str,
    agency_id: UUID,
    url: str,
    capability: str = "",
    user_id: UUID | None = None,
    clock: Clock | None = None,
    kind: NotificationKind = NotificationKind.TODO,
) -> Todo:
    """One open to-do per matter, step and agency: asked again, the old one takes the new title and clock.

    Whoever may do it hears of a new one, and of an old one that says something new; `kind` is what they hear of.
    """
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有产生待办的权限。")
    todo, is_new = Todo.objects.get_or_create(
        matter_kind=matter._meta.label_lower,
        matter_id=str(matter.pk),
        step=step,
        agency_id=agency_id,
        state=TodoState.OPEN,
        defaults={
            "title": title,
            "url": url,
            "capability": capability,
            "user_id": user_id,
            "clock": clock,
            "created_at": timezone.now(),
        },
    )
    if is_new or todo.title != title:
        announce(
            actor=actor,
            kind=kind,
            matter=matter,
            title=title,
            agency_id=agency_id,
            url=url,
            capability=capability,
            user_id=user_id,
            todo=todo,
        )
    if not is_new:
        todo.title, todo.clock = title, clock
        todo.save(update_fields=["title", "clock"])
    return todo
