"""投递事件。"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.choices import DeliveryState
from tongjian.foundation.ledger.models import Delivery

LAST_ATTEMPT = 12
"""After as many failures a delivery is dead: it stays visible, blocks its subject no more, and can be replayed."""


def deliver_events(*, actor: Actor, limit: int = 500) -> dict[str, int]:
    """Hands due events to their subscribers, at least once and in order per subject and subscriber.

    Each delivery is its own transaction with its handler: either both happened or the event comes again.
    """
    require(ALLOW if actor.has("ledger.deliver") else deny("没有投递事件的权限。"))
    counts = {"delivered": 0, "failed": 0}
    for delivery_id in _due(timezone.now(), limit):
        outcome = _deliver(delivery_id)
        if outcome is not None:
            counts["delivered" if outcome else "failed"] += 1
    return counts


def _due(now: datetime, limit: int) -> list[UUID]:
    """The oldest pending delivery of each (subscriber, subject) first; a later one waits for it."""
    pending = Delivery.objects.filter(state=DeliveryState.PENDING).order_by("id")
    seen: set[tuple[str, str]] = set()
    due: list[UUID] = []
    for pk, subscriber, subject, at in pending.values_list("id", "subscriber", "subject", "next_attempt_at")[:limit]:
        if at > now:
            seen.add((subscriber, subject))
        if (subscriber, subject) not in seen:
            due.append(pk)
    return due


def _deliver(delivery_id: UUID) -> bool | None:
    """True when delivered, False when the handler failed, None when another worker has it."""
    skip_locked = connection.features.has_select_for_update_skip_locked
    try:
        with transaction.atomic():
            pending = Delivery.objects.select_for_update(skip_locked=skip_locked)
            delivery = pending.filter(pk=delivery_id, state=DeliveryState.PENDING).first()
            if delivery is None or _earlier_is_open(delivery):
                return None
            _handler(delivery)(delivery.payload)
            Delivery.objects.filter(pk=delivery_id).update(
                state=DeliveryState.DELIVERED, delivered_at=timezone.now(), attempts=delivery.attempts + 1, error=""
            )
    except Exception as failure:  # noqa: BLE001 — whatever a subscriber raises, the event must come again
        _postpone(delivery_id, failure)
        return False
    return True


def _earlier_is_open(delivery: Delivery) -> bool:
    same = Delivery.objects.filter(subscriber=delivery.subscriber, subject=delivery.subject)
    return same.filter(state=DeliveryState.PENDING, id__lt=delivery.pk).exists()


def _handler(delivery: Delivery) -> Callable[[dict[str, Any]], None]:
    handlers = import_string(settings.TONGJIAN_SUBSCRIBERS).get(delivery.event, ())
    by_name: dict[str, Callable[[dict[str, Any]], None]] = {
        f"{handler.__module__}.{handler.__qualname__}": handler for handler in handlers
    }
    return by_name[delivery.subscriber]


@transaction.atomic
def _postpone(delivery_id: UUID, failure: Exception) -> None:
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    attempts = delivery.attempts + 1
    dead = attempts >= LAST_ATTEMPT
    Delivery.objects.filter(pk=delivery_id).update(
        attempts=attempts,
        state=DeliveryState.DEAD if dead else DeliveryState.PENDING,
        next_attempt_at=timezone.now() + timedelta(seconds=min(2**attempts, 3600)),
        error=f"{type(failure).__name__}: {failure}"[:1000],
    )
