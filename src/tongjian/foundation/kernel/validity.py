"""What holds when. In the whole house `valid_from` is the first day something holds, `valid_until` the first day it
does not any more, and an empty bound is open. What is said about a standing matter comes in numbered versions."""

from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

Version = TypeVar("Version", bound=Model)


def lasting(on: date | datetime) -> Q:
    """Not over by then; what has not begun yet counts."""
    return Q(valid_until=None) | Q(valid_until__gt=on)


def holding(on: date | datetime) -> Q:
    """Begun and not over. A row without `valid_from` has not begun."""
    return Q(valid_from__lte=on) & lasting(on)


def newest(versions: QuerySet[Version], of: str) -> QuerySet[Version]:
    """Of these versions the one with the highest `number` of each matter; `of` is their field that names it."""
    numbers = versions.filter(**{of: OuterRef(of)}).order_by("-number").values("number")[:1]
    return versions.filter(number=Subquery(numbers))
