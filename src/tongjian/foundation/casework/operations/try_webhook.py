"""试推一条。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations._own_webhook import lock_webhook
from tongjian.foundation.casework.operations._webhook import TYPE, envelope, send
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.ids import new_id


def try_webhook(*, actor: Actor, webhook_id: UUID) -> int:
    """One signed message without content; answers with the status, raises RuleViolated with the reason."""
    with transaction.atomic():
        webhook = lock_webhook(actor, webhook_id)
    said = {"title": "试推送，不必处理。"}
    event = envelope(new_id(), f"{TYPE}.test", webhook.agency, "test", timezone.now().isoformat(), said)
    return send(webhook, event)
