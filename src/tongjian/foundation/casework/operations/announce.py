"""发布消息。"""

from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import NotificationKind
from tongjian.foundation.casework.models import Announcement, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed


@transaction.atomic
def announce(
    *,
    actor: Actor,
    kind: NotificationKind,
    matter: models.Model,
    title: str,
    agency_id: UUID,
    url: str = "",
    capability: str = "",
    user_id: UUID | None = None,
    todo: Todo | None = None,
) -> Announcement:
    """One row in the transaction of what happened; `tell_people` makes notifications of it after the commit.

    Meant for whoever of the agency has the capability, or for one person; never for whoever acts.
    """
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有发布消息的权限。")
    return Announcement.objects.create(
        kind=kind,
        title=title[:200],
        url=url,
        agency_id=agency_id,
        user_id=user_id,
        capability=capability,
        todo=todo,
        matter_kind=matter._meta.label_lower,
        matter_id=str(matter.pk),
        at=timezone.now(),
        by=actor.user_id,
    )
