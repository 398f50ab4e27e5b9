"""停用消息推送。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import WebhookState
from tongjian.foundation.casework.models import Webhook, WebhookDelivery
from tongjian.foundation.casework.operations._own_webhook import lock_webhook
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def end_webhook(*, actor: Actor, webhook_id: UUID) -> Webhook:
    """For good: what was not sent yet is not sent any more, and the secret is forgotten."""
    webhook = lock_webhook(actor, webhook_id)
    webhook.ended_at, webhook.secret = timezone.now(), ""
    webhook.save(update_fields=["ended_at", "secret"])
    waiting = WebhookDelivery.objects.filter(webhook=webhook, state=WebhookState.WAITING)
    waiting.update(state=WebhookState.GIVEN_UP, error="推送已停用")
    record(actor, "webhook.ended", webhook)
    return webhook
