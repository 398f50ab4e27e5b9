"""What holds when. In the whole house `valid_from` is the first day something holds, `valid_until` the first day it
does not any more, and an empty bound is open."""

from datetime import date, datetime

from django.db.models import Q


def lasting(on: date | datetime) -> Q:
    """Not over by then; what has not begun yet counts."""
    return Q(valid_until=None) | Q(valid_until__gt=on)


def holding(on: date | datetime) -> Q:
    """Begun and not over. A row without `valid_from` has not begun."""
    return Q(valid_from__lte=on) & lasting(on)
