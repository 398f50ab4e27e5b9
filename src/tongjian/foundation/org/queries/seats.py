"""Who a signed-in user acts as, and what stands before signing in."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import (
    OneTimeLink,
    Post,
    User,
)
from tongjian.foundation.org.queries._days import valid
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.foundation.rulebook.queries import amount


@dataclass(frozen=True, slots=True)
class Seat:
    """Who a signed-in user acts as, and whether a second factor stands before it."""

    actor: Actor
    has_second_factor: bool


def seat_of(user: AbstractBaseUser | AnonymousUser, *, post_id: UUID | str | None, via: str) -> Seat:
    """The chosen post, or the first open one. One query for whoever has a post: it is asked on every request."""
    if not isinstance(user, User):
        return Seat(Actor.public(), has_second_factor=False)
    devices = TOTPDevice.objects.filter(user=OuterRef("user"), confirmed=True)
    posts = list(open_posts(user).select_related("user__officer").annotate(has_second_factor=Exists(devices)))
    if not posts:
        enrolled = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
        return Seat(Actor(name=user.name, via=via, user_id=user.pk), has_second_factor=enrolled)
    post = next((post for post in posts if str(post.pk) == str(post_id)), posts[0])
    officer = getattr(post.user, "officer", None)
    actor = Actor(
        name=user.name,
        via=via,
        user_id=user.pk,
        post_id=post.pk,
        officer_id=officer.pk if officer else None,
        agency_id=post.agency_id,
        agency_name=post.agency.name,
        region_code=post.agency.region_id,
        region_name=post.agency.region.name,
        permissions=CAPABILITIES[Role(post.role)],
    )
    return Seat(actor, post.has_second_factor)


def actor_for(user: AbstractBaseUser | AnonymousUser, *, post_id: UUID | str | None, via: str) -> Actor:
    """Who a user acts as in the chosen post, or in the first open one."""
    return seat_of(user, post_id=post_id, via=via).actor


def open_posts(user: User, on: date | None = None) -> QuerySet[Post]:
    on = on or timezone.localdate()
    held = Post.objects.filter(valid(on), user=user, valid_from__lte=on)
    return held.select_related("agency__region").order_by("id")


@dataclass(frozen=True, slots=True)
class LockoutLimits:
    """How many failed sign-ins lock an account, and for how long."""

    failures: int
    duration: timedelta


def lockout_limits() -> LockoutLimits:
    """As the rulebook sets them (GB/T 22239-2019 asks for a limit and leaves the numbers open), as shipped where it
    sets nothing: signing in must work before any rule is loaded."""
    return LockoutLimits(
        failures=amount("login.lockout_failures"), duration=timedelta(minutes=amount("login.lockout"))
    )


def link_holder(token: str) -> User | None:
    """Whose password a one-time link sets; None for a link that is used, old or unknown."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    links = OneTimeLink.objects.select_related("user").filter(used_at=None, expires_at__gt=timezone.now())
    link = links.filter(token_sha256=digest, user__is_active=True).first()
    return link.user if link else None
