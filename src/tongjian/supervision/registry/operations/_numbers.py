"""The numbers of a row, and who bears them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from tongjian.supervision.registry.choices import IdentifierKind
from tongjian.supervision.registry.models import Identifier

_LOCK = 0x7265_6769_7374  # "regist": one writer of numbers at a time on PostgreSQL; SQLite has one anyway
KIND_OF_FIELD = {
    "uscc": IdentifierKind.USCC,
    "registration": IdentifierKind.REGISTRATION,
    "other_number": IdentifierKind.OTHER,
}
Number = tuple[str, str]


def lock_numbers() -> None:
    """Two batches must not both find a number free."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def numbers_of(payload: Mapping[str, Any]) -> list[Number]:
    return [(kind, payload[name]) for name, kind in KIND_OF_FIELD.items() if name in payload]


def owners_of(numbers: Iterable[Number]) -> dict[Number, UUID]:
    """Which entity bears each number today. One query per kind."""
    owners: dict[Number, UUID] = {}
    wanted: dict[str, list[str]] = {}
    for kind, value in numbers:
        wanted.setdefault(kind, []).append(value)
    for kind, values in wanted.items():
        rows = Identifier.objects.filter(kind=kind, value__in=values, valid_until=None)
        owners |= {(kind, value): entity_id for value, entity_id in rows.values_list("value", "entity_id")}
    return owners
