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
from tongjian.foundation.ledger.models import Delivery, Entry

_ENTRY = """
    insert into ledger_entry (
        id, at, action, actor_user_id, actor_label, agency_id, via, subject_kind, subject_id, data
    ) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_PENDING = "insert into ledger_pending (entry_id) values (%s)"
_BOTH = f"with entry as ({_ENTRY} returning id) insert into ledger_pending (entry_id) select id from entry"
"""One round trip where the database allows it."""


class Event(Protocol):
    """A frozen dataclass of plain values (str, int, bool, None, lists of them)."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def record(actor: Actor, action: str, subject: models.Model, **data: object) -> Entry:
    """Writes one entry in the transaction of the change it describes.

    `data` holds plain JSON values, only the fields that the action declares, and no personal data. Whoever stands in
    for a colleague is recorded as such: `on_behalf_of` is added to every entry.
    Raises ValueError for an undeclared field, KeyError for an undeclared action, RuntimeError outside a transaction.
    """
    _require_transaction()
    if unknown := set(data) - get_action(action).fields:
        raise ValueError(f"{action} does not declare {sorted(unknown)}")
    if actor.on_behalf_of is not None:
        data["on_behalf_of"] = str(actor.on_behalf_of)
    entry = Entry(
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
    _write(entry)
    return entry


def _write(entry: Entry) -> None:
    """The entry, and that it waits for its leaf. In plain SQL: this stands in every operation there is, and building
    the statement anew would cost several times what the database needs for it."""
    ops = connection.ops
    key = Entry._meta.pk.get_db_prep_value(entry.pk, connection)
    values = (
        key,
        ops.adapt_datetimefield_value(entry.at),
        entry.action,
        entry.actor_user_id,
        entry.actor_label,
        entry.agency_id,
        entry.via,
        entry.subject_kind,
        entry.subject_id,
        entry.data,
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_BOTH, values)
        else:
            cursor.execute(_ENTRY, values)
            cursor.execute(_PENDING, (key,))
    entry._state.adding, entry._state.db = False, connection.alias


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
