"""Who a signed-in user acts as, and what stands before signing in."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongjian.foundation.kernel.actor import Actor, Deputed
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import (
    Delegation,
    OneTimeLink,
    Post,
    User,
)
from tongjian.foundation.org.policies import entrusting_users
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.foundation.rulebook.queries import amount


@dataclass(frozen=True, slots=True)
class Seat:
    """Who a signed-in user acts as, and whether a second factor stands before it."""

    actor: Actor
    has_second_factor: bool


def seat_of(user: AbstractBaseUser | AnonymousUser, *, post_id: UUID | str | None, via: str) -> Seat:
    """The chosen post, or the first open one of one's own. One query for whoever has a post: it is asked on every
    request; another one for whoever has or had a deputy."""
    if not isinstance(user, User):
        return Seat(Actor.public(), has_second_factor=False)
    devices = TOTPDevice.objects.filter(user=user, confirmed=True)
    deputies = Delegation.objects.filter(Q(post__user=OuterRef("user")) | Q(post__user=user))
    marks = {"has_second_factor": Exists(devices), "has_deputies": Exists(deputies)}
    marked = open_seats(user).select_related("user__officer").annotate(**marks)
    posts: list[Any] = _seats(list(marked), user)
    if not posts:
        return Seat(Actor(name=user.name, via=via, user_id=user.pk), has_second_factor=devices.exists())
    post = next((post for post in posts if str(post.pk) == str(post_id)), posts[0])
    officer, principal = getattr(posts[0].user, "officer", None), post.user if post.user_id != user.pk else None
    actor = Actor(
        name=f"{user.name}（代{principal.name}）" if principal else user.name,
        via=via,
        user_id=user.pk,
        post_id=post.pk,
        officer_id=officer.pk if officer else None,
        agency_id=post.agency_id,
        agency_name=post.agency.name,
        region_code=post.agency.region_id,
        region_name=post.agency.region.name,
        permissions=CAPABILITIES[Role(post.role)],
        on_behalf_of=principal.pk if principal else None,
        deputed=_deputed(user.pk, post.user_id) if post.has_deputies else (),
    )
    return Seat(actor, post.has_second_factor)


def _seats(posts: list[Post], user: User) -> list[Post]:
    """One's own first; those of others only while one has a post in the same agency."""
    own = [post for post in posts if post.user_id == user.pk]
    agencies = {post.agency_id for post in own}
    return own + [post for post in posts if post.user_id != user.pk and post.agency_id in agencies]


def _deputed(*principals: UUID) -> tuple[Deputed, ...]:
    rows = Delegation.objects.filter(post__user__in=principals).select_related("post")
    return tuple(
        Deputed(row.deputy_id, CAPABILITIES[Role(row.post.role)], row.valid_from, row.valid_until) for row in rows
    )


def actor_for(user: AbstractBaseUser | AnonymousUser, *, post_id: UUID | str | None, via: str) -> Actor:
    """Who a user acts as in the chosen post, or in the first open one."""
    return seat_of(user, post_id=post_id, via=via).actor


def open_posts(user: User, on: date | None = None) -> QuerySet[Post]:
    on = on or timezone.localdate()
    held = Post.objects.filter(lasting(on), user=user, valid_from__lte=on)
    return held.select_related("agency__region").order_by("id")


def open_seats(user: User, on: date | None = None) -> QuerySet[Post]:
    """One's own open posts, and those of colleagues for whom one stands in on the day."""
    on = on or timezone.localdate()
    entrusted = Delegation.objects.filter(deputy=user, valid_from__lte=on, valid_until__gt=on).values("post")
    mine = Q(user=user) | Q(pk__in=entrusted, user__is_active=True)
    return Post.objects.filter(mine, lasting(on), valid_from__lte=on).select_related("agency__region").order_by("id")


def entrusted_posts(user: User) -> list[Post]:
    """Posts of colleagues that one may act in today, with their holders."""
    return [post for post in _seats(list(open_seats(user).select_related("user")), user) if post.user_id != user.pk]


def posts_to_act_in(actor: Actor) -> list[Post]:
    """As `entrusted_posts`, for whoever acts; nothing for jobs and other systems."""
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    return entrusted_posts(user) if user else []


def delegations_of(user: User) -> QuerySet[Delegation]:
    """Given and received, the newest first."""
    rows = Delegation.objects.filter(Q(post__user=user) | Q(deputy=user))
    return rows.select_related("post__user", "post__agency", "deputy").order_by("-valid_from", "-pk")


def leave_of_officers(officer_ids: Iterable[UUID], since: date, until: date) -> list[tuple[UUID, date, date]]:
    """(officer, first day, first day back) of every leave that meets the span: days on which a colleague stands in for
    the officer's post."""
    rows = Delegation.objects.filter(
        post__user__officer__in=list(officer_ids), valid_from__lt=until, valid_until__gt=since
    )
    return list(rows.values_list("post__user__officer", "valid_from", "valid_until"))


def post_to_entrust(actor: Actor, post_id: UUID) -> Post:
    """An open post that the actor may speak of."""
    posts = Post.objects.select_related("agency", "user").filter(user__in=entrusting_users(actor), valid_until=None)
    post = posts.filter(pk=post_id).first()
    if post is None:
        raise NotFound("post_not_found", "没有这个岗位，或者已经离任。")
    return post


def colleagues_of(post: Post) -> QuerySet[User]:
    """Who may stand in: whoever else works in the agency today."""
    today = timezone.localdate()
    there = Post.objects.filter(lasting(today), agency=post.agency_id, valid_from__lte=today).values("user")
    return User.objects.filter(pk__in=there, is_active=True).exclude(pk=post.user_id).order_by("name", "username")


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
