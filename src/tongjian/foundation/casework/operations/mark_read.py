"""标为已读。"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.policies import visible_notifications
from tongjian.foundation.kernel.actor import Actor


@transaction.atomic
def mark_read(*, actor: Actor, notification_ids: Collection[UUID] | None = None) -> int:
    """One's own unread notifications, those given or all of them. Returns how many; no entry is made."""
    unread = visible_notifications(actor).filter(read_at=None)
    if notification_ids is not None:
        unread = unread.filter(pk__in=list(notification_ids))
    return unread.update(read_at=timezone.now())
