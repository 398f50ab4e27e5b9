"""Reads about messages to other systems."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongjian.foundation.casework.choices import WebhookState
from tongjian.foundation.casework.models import Webhook, WebhookDelivery
from tongjian.foundation.casework.policies import visible_webhooks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class WebhookFigures:
    """How many messages of one webhook wait, arrived, and were given up."""

    waiting: int
    delivered: int
    given_up: int


def list_webhooks(actor: Actor) -> QuerySet[Webhook]:
    waiting = Count("deliveries", filter=Q(deliveries__state=WebhookState.WAITING))
    return visible_webhooks(actor).select_related("agency").annotate(waiting=waiting)


def get_webhook(actor: Actor, webhook_id: UUID) -> Webhook:
    webhook = visible_webhooks(actor).select_related("agency").filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound("webhook_not_found", "没有这项推送。")
    return webhook


def webhook_figures(webhook: Webhook) -> WebhookFigures:
    found = dict(
        WebhookDelivery.objects.filter(webhook=webhook).values_list("state").annotate(Count("pk")).order_by("state")
    )
    return WebhookFigures(*(found.get(state, 0) for state in WebhookState.values))


def latest_deliveries(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(webhook=webhook).select_related("announcement")


def due_webhooks(now: datetime) -> QuerySet[Webhook]:
    """Whose turn it is, and for whom something waits."""
    waiting = WebhookDelivery.objects.filter(webhook=OuterRef("pk"), state=WebhookState.WAITING)
    open_ones = Webhook.objects.filter(due_at__lte=now, paused_at=None, ended_at=None)
    return open_ones.filter(Exists(waiting)).select_related("agency").order_by("due_at", "pk")


def failing_webhooks() -> int:
    """How many systems do not take what they are sent."""
    return Webhook.objects.filter(failures__gt=0, ended_at=None).count()
