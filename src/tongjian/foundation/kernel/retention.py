"""How long what is no record is kept. The table is `config/retention.py`; records are never in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Retention:
    """`expired` answers with the rows that nobody needs any more since the moment given."""

    name: str
    title: str
    days: int
    expired: Callable[[datetime], QuerySet[Any]]

    def rows(self, now: datetime) -> QuerySet[Any]:
        return self.expired(now - timedelta(days=self.days))


def retentions() -> Sequence[Retention]:
    found: Sequence[Retention] = import_string(settings.TONGJIAN_RETENTION)
    return found
