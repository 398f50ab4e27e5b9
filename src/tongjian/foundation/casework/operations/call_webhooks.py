"""推送消息。"""

import time
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import WebhookState
from tongjian.foundation.casework.models import Webhook, WebhookDelivery
from tongjian.foundation.casework.operations._webhook import Refused, news, send
from tongjian.foundation.casework.queries import due_webhooks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import record

LAST_ATTEMPT = 12
"""After as many failures a message is given up, so that it does not hold up what follows; it can be sent again."""
_LONGEST_WAIT = timedelta(hours=1)
_HELD = timedelta(minutes=5)
"""For so long the messages of a system are nobody else's to send."""
_TURN_SECONDS = 30
"""One system may not keep the others waiting for longer."""


def call_webhooks(*, actor: Actor) -> dict[str, int]:
    """Sends each system what waits for it, oldest first and one after the other, at least once.

    No transaction is open while a message is under way. The first that fails ends the turn of its system, which is
    tried again later and later; a system that answers 410 is paused.
    """
    require(ALLOW if actor.has("casework.tell") else deny("没有推送消息的权限。"))
    counts = {"delivered": 0, "failed": 0}
    for webhook_id in list(due_webhooks(timezone.now()).values_list("pk", flat=True)):
        webhook = _hold(webhook_id)
        if webhook is not None:
            _take_turn(actor, webhook, counts)
    return counts


@transaction.atomic
def _hold(webhook_id: UUID) -> Webhook | None:
    skip_locked = connection.features.has_select_for_update_skip_locked
    due = due_webhooks(timezone.now()).select_for_update(of=("self",), skip_locked=skip_locked)
    webhook = due.filter(pk=webhook_id).first()
    if webhook is not None:
        Webhook.objects.filter(pk=webhook_id).update(due_at=timezone.now() + _HELD)
    return webhook


def _take_turn(actor: Actor, webhook: Webhook, counts: dict[str, int]) -> None:
    began = time.monotonic()
    waiting = WebhookDelivery.objects.select_related("announcement__agency").order_by("id")
    while time.monotonic() - began < _TURN_SECONDS:
        delivery = waiting.filter(webhook=webhook, state=WebhookState.WAITING).first()
        if delivery is None:
            break
        try:
            answer = send(webhook, news(delivery))
        except RuleViolated as trouble:
            counts["failed"] += 1
            _postpone(actor, webhook, delivery, trouble)
            return
        counts["delivered"] += 1
        _note(webhook, delivery, answer)
    Webhook.objects.filter(pk=webhook.pk).update(due_at=timezone.now())


@transaction.atomic
def _note(webhook: Webhook, delivery: WebhookDelivery, answer: int) -> None:
    now = timezone.now()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=WebhookState.DELIVERED, attempts=delivery.attempts + 1, answer=answer, error="", delivered_at=now
    )
    Webhook.objects.filter(pk=webhook.pk).update(delivered_at=now, failures=0, error="", due_at=now + _HELD)


@transaction.atomic
def _postpone(actor: Actor, webhook: Webhook, delivery: WebhookDelivery, trouble: RuleViolated) -> None:
    """Whoever paused or ended the webhook while the message was under way has the last word."""
    now, answer = timezone.now(), trouble.answer if isinstance(trouble, Refused) else None
    current = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook.pk)
    current.failures += 1
    current.error = trouble.sentence[:300]
    current.due_at = now + min(timedelta(seconds=2 ** min(current.failures + 3, 12)), _LONGEST_WAIT)
    if isinstance(trouble, Refused) and trouble.is_final and current.paused_at is None:
        current.paused_at = now
        record(actor, "webhook.paused", current)
    current.save(update_fields=["failures", "error", "due_at", "paused_at"])
    attempts = delivery.attempts + 1
    still = WebhookDelivery.objects.filter(pk=delivery.pk, state=WebhookState.WAITING)
    state = WebhookState.GIVEN_UP if attempts >= LAST_ATTEMPT else WebhookState.WAITING
    still.update(state=state, attempts=attempts, answer=answer, error=trouble.sentence[:300])
