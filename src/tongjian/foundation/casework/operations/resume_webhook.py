"""恢复消息推送。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Webhook
from tongjian.foundation.casework.operations._own_webhook import lock_webhook
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def resume_webhook(*, actor: Actor, webhook_id: UUID) -> Webhook:
    """At once, from where it stood."""
    webhook = lock_webhook(actor, webhook_id)
    webhook.paused_at, webhook.due_at, webhook.failures = None, timezone.now(), 0
    webhook.save(update_fields=["paused_at", "due_at", "failures"])
    record(actor, "webhook.resumed", webhook)
    return webhook
