"""暂停消息推送。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Webhook
from tongjian.foundation.casework.operations._own_webhook import lock_webhook
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def pause_webhook(*, actor: Actor, webhook_id: UUID) -> Webhook:
    """What comes in the meantime waits and is sent after the pause."""
    webhook = lock_webhook(actor, webhook_id)
    if webhook.paused_at is None:
        webhook.paused_at = timezone.now()
        webhook.save(update_fields=["paused_at"])
        record(actor, "webhook.paused", webhook)
    return webhook
