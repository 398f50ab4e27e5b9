"""What holds on a day."""

from datetime import date

from django.db.models import Q
from django.utils import timezone


def valid(on: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gt=on)


def exists(on: date | None) -> Q:
    on = on or timezone.localdate()
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & valid(on)
