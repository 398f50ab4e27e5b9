"""One edition at a time."""

from datetime import date

from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.policies import SETTLED


def end_earlier(edition: Edition, day: date) -> None:
    """Nothing published earlier lasts beyond the day."""
    earlier = edition.handbook.editions.filter(state__in=SETTLED).exclude(pk=edition.pk)
    earlier.filter(valid_until__gt=day).update(valid_until=day)
    earlier.filter(state=EditionState.PUBLISHED).update(state=EditionState.SUPERSEDED, valid_until=day)
