"""重发未送达的推送。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import WebhookState
from tongjian.foundation.casework.models import Webhook, WebhookDelivery
from tongjian.foundation.casework.operations._own_webhook import lock_webhook
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def resend_webhook(*, actor: Actor, webhook_id: UUID) -> Webhook:
    """Everything that was given up goes out again, in its order, before what is newer."""
    webhook = lock_webhook(actor, webhook_id)
    given_up = WebhookDelivery.objects.filter(webhook=webhook, state=WebhookState.GIVEN_UP)
    again = given_up.update(state=WebhookState.WAITING, attempts=0, error="")
    webhook.due_at, webhook.failures = timezone.now(), 0
    webhook.save(update_fields=["due_at", "failures"])
    record(actor, "webhook.resent", webhook, messages=again)
    return webhook
