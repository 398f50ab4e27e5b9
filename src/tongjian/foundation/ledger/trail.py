"""`record` and `publish`: the last two beats of every operation."""

import json
from dataclasses import asdict
from datetime import UTC
from typing import Any, ClassVar, Protocol

import rfc8785
from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.module_loading import import_string

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.actions import get_action
from tongjian.foundation.ledger.models import Delivery, Entry, Pending


class Event(Protocol):
    """A frozen dataclass of plain values (str, int, bool, None, lists of them)."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def record(actor: Actor, action: str, subject: models.Model, **data: object) -> Entry:
    """Writes one entry in the transaction of the change it describes.

    `data` holds plain JSON values, only the fields that the action declares, and no personal data.
    Raises ValueError for an undeclared field, KeyError for an undeclared action, RuntimeError outside a transaction.
    """
    _require_transaction()
    if unknown := set(data) - get_action(action).fields:
        raise ValueError(f"{action} does not declare {sorted(unknown)}")
    entry = Entry.objects.create(
        at=timezone.now(),
        action=action,
        actor_user_id=str(actor.user_id or ""),
        actor_label="" if actor.is_person else actor.name,
        agency_id=str(actor.agency_id or ""),
        via=actor.via,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        data=rfc8785.dumps(data).decode(),  # type: ignore[arg-type]
    )
    Pending.objects.create(entry=entry)
    return entry


def publish(entry: Entry, event: Event) -> None:
    """Queues the event for every subscriber of config/subscribers.py; delivered after the commit by a worker."""
    _require_transaction()
    subscribers = import_string(settings.TONGJIAN_SUBSCRIBERS).get(event.name, ())
    Delivery.objects.bulk_create(
        Delivery(
            entry=entry,
            subscriber=f"{handler.__module__}.{handler.__qualname__}",
            event=event.name,
            payload=asdict(event),
            subject=f"{entry.subject_kind}:{entry.subject_id}",
            next_attempt_at=entry.at,
        )
        for handler in subscribers
    )


def canonical_bytes(entry: Entry) -> bytes:
    """The bytes that the leaf hashes: RFC 8785 JSON of everything the entry says."""
    return rfc8785.dumps(
        {
            "action": entry.action,
            "actor": {
                "agency": entry.agency_id,
                "label": entry.actor_label,
                "user": entry.actor_user_id,
                "via": entry.via,
            },
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "data": json.loads(entry.data),
            "id": str(entry.pk),
            "subject": {"id": entry.subject_id, "kind": entry.subject_kind},
        }
    )


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("entries and deliveries must share the transaction of the change they describe")
