"""What is in force on a day."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.validity import lasting
from tongjian.supervision.catalog.choices import VersionState

PUBLIC = (VersionState.PUBLISHED, VersionState.RETIRED)


def in_force(on: date | None) -> Q:
    """Versions; None is today."""
    on = on or timezone.localdate()
    begun = Q(state__in=PUBLIC, valid_from__lte=on)
    return begun & lasting(on)
