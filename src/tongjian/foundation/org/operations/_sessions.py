"""How sessions end: at once, wherever they are."""

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tongjian.foundation.org.models import SignIn


def end_all(sign_ins: QuerySet[SignIn]) -> int:
    """Ends the open ones among them; returns how many there were."""
    open_ones = sign_ins.filter(ended_at=None)
    keys = [key for key in open_ones.values_list("session_key", flat=True) if key]
    Session.objects.filter(session_key__in=keys).delete()
    return open_ones.update(ended_at=timezone.now(), session_key="")
