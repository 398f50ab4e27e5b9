"""What holds on a day."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.validity import lasting


def exists(on: date | None) -> Q:
    on = on or timezone.localdate()
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & lasting(on)
