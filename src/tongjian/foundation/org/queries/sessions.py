"""Sessions and keys: what lets somebody in."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import ApiKey, SignIn, User
from tongjian.foundation.org.policies import visible_api_keys, visible_sign_ins
from tongjian.foundation.rulebook.queries import value_of


def open_sessions(actor: Actor, user: User) -> QuerySet[SignIn]:
    """Those that still let the person in: neither ended nor left alone for longer than a session lives."""
    alive = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return visible_sign_ins(actor).filter(user=user, ended_at=None, seen_at__gt=alive).order_by("-seen_at")


def past_sessions(actor: Actor, user: User) -> QuerySet[SignIn]:
    """The others, the last one first."""
    alive = open_sessions(actor, user).values("pk")
    return visible_sign_ins(actor).filter(user=user).exclude(pk__in=alive).order_by("-signed_in_at")


def list_api_keys(actor: Actor) -> QuerySet[ApiKey]:
    return visible_api_keys(actor).select_related("agency")


def get_api_key(actor: Actor, key_id: UUID) -> ApiKey:
    key = list_api_keys(actor).filter(pk=key_id).first()
    if key is None:
        raise NotFound("api_key_not_found", "没有这个密钥，或者您无权查看。")
    return key


def key_warning() -> timedelta:
    """How long before a key lapses its line says so (rulebook `api_key.warning`); nothing is said without a value."""
    return _days("api_key.warning")


def key_overlap() -> timedelta:
    """How long the old key works on beside the new one (rulebook `api_key.overlap`)."""
    return _days("api_key.overlap")


def _days(code: str) -> timedelta:
    row = value_of(code)
    return timedelta(days=int(row.value)) if row and row.value else timedelta()
