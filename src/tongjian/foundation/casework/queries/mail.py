"""Reads about mail."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongjian.foundation.casework.choices import MailRhythm, TodoState
from tongjian.foundation.casework.models import MailPreference, Notification
from tongjian.foundation.kernel.actor import Actor

_IS_NEWS = Q(announcement__todo=None) | Q(announcement__todo__state=TodoState.OPEN)
GIVEN_UP = 12
"""After so many failures in a row nothing is tried until the person sets the address anew."""


def mail_preference_of(actor: Actor) -> MailPreference | None:
    return MailPreference.objects.filter(user=actor.user_id).first() if actor.user_id else None


def due_mail(now: datetime) -> QuerySet[MailPreference]:
    """Whose rhythm, address and luck let a letter go out now, and who has something to read."""
    waiting = Notification.objects.filter(_IS_NEWS, user=OuterRef("user"), read_at=None, mailed_at=None)
    ready = MailPreference.objects.filter(
        due_at__lte=now, confirmed_at__isnull=False, failures__lt=GIVEN_UP, user__is_active=True
    )
    return ready.exclude(rhythm=MailRhythm.NEVER).filter(Exists(waiting)).order_by("due_at", "pk")


def news_to_mail(preference: MailPreference) -> QuerySet[Notification]:
    """Since the address was confirmed; what was read, done or mailed is no news."""
    news = Notification.objects.filter(
        _IS_NEWS, user=preference.user_id, read_at=None, mailed_at=None, at__gte=preference.confirmed_at
    )
    return news.select_related("announcement", "agency").order_by("pk")


def failing_mail() -> int:
    """How many people wait for letters that do not leave."""
    return MailPreference.objects.filter(failures__gt=0).count()
