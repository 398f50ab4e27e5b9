"""通知到人。"""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import TodoState
from tongjian.foundation.casework.models import Announcement, Notification, Webhook, WebhookDelivery
from tongjian.foundation.casework.queries import people_to_tell
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require


def tell_people(*, actor: Actor, limit: int = 500) -> dict[str, int]:
    """One short transaction per announcement; safe to interrupt, safe to run twice: nobody has it doubled."""
    require(ALLOW if actor.has("casework.tell") else deny("没有发送通知的权限。"))
    waiting = Announcement.objects.filter(told_at=None).order_by("id").values_list("pk", flat=True)
    told = [_tell(announcement_id) for announcement_id in list(waiting[:limit])]
    return {"announcements": len(told), "notifications": sum(told)}


@transaction.atomic
def _tell(announcement_id: UUID) -> int:
    skip_locked = connection.features.has_select_for_update_skip_locked
    rows = Announcement.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    announcement = rows.filter(pk=announcement_id, told_at=None).first()
    if announcement is None:
        return 0
    is_over = announcement.todo is not None and announcement.todo.state != TodoState.OPEN
    made = [
        Notification(announcement=announcement, user=user, agency_id=announcement.agency_id, at=announcement.at)
        for user in ([] if is_over else people_to_tell(announcement))
    ]
    Notification.objects.bulk_create(made, ignore_conflicts=True)
    if not is_over:
        open_ones = Webhook.objects.filter(agency=announcement.agency_id, ended_at=None)
        WebhookDelivery.objects.bulk_create(
            WebhookDelivery(webhook=one, announcement=announcement) for one in open_ones
        )
    announcement.told_at = timezone.now()
    announcement.save(update_fields=["told_at"])
    return len(made)
