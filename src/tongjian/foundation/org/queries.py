"""Reads about regions, agencies and people."""

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Post, User
from tongjian.foundation.org.roles import CAPABILITIES


def actor_for(user: AbstractBaseUser | AnonymousUser, *, post_id: UUID | str | None, via: str) -> Actor:
    """The actor a signed-in user is in the chosen post, or in the first open one. Two queries."""
    if not isinstance(user, User):
        return Actor.public()
    today = timezone.localdate()
    posts = list(
        Post.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today), user=user, valid_from__lte=today)
        .select_related("agency", "agency__region")
        .order_by("id")
    )
    post = next((post for post in posts if str(post.pk) == str(post_id)), posts[0] if posts else None)
    officer = getattr(user, "officer", None)
    if post is None:
        return Actor(name=user.name, via=via, user_id=user.pk)
    return Actor(
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
