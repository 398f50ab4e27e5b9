"""Who may do what, and by which post: read from the one table of roles that the checks use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Post, User
from tongjian.foundation.org.policies import visible_users
from tongjian.foundation.org.queries.seats import entrusted_posts, open_posts
from tongjian.foundation.org.roles import AREA_LABELS, CAPABILITIES, CAPABILITY_LABELS


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person has one capability: `posts` give it, one's own or those one stands in for; without any, holders
    of `roles` would have it."""

    user_id: UUID
    capability: str
    label: str
    area: str
    posts: Sequence[Post]
    roles: Sequence[Role]


def roles_with(capability: str) -> list[Role]:
    return [role for role in Role if capability in CAPABILITIES[role]]


def posts_of_person(user: User) -> list[Post]:
    """One's own of today, and those of colleagues one stands in for."""
    return [*open_posts(user).select_related("agency__region", "user"), *entrusted_posts(user)]


def standing_of(user: User) -> list[Standing]:
    """Every capability there is, in the order of the table. Two queries."""
    posts = posts_of_person(user) if user.is_active else []
    return [
        Standing(
            user_id=user.pk,
            capability=code,
            label=label,
            area=AREA_LABELS[code.partition(".")[0]],
            posts=[post for post in posts if code in CAPABILITIES[Role(post.role)]],
            roles=roles_with(code),
        )
        for code, label in CAPABILITY_LABELS.items()
    ]


def matrix() -> Mapping[str, Sequence[bool]]:
    """Capability → for each role, in the order of Role, whether it has it."""
    return {code: [code in CAPABILITIES[role] for role in Role] for code in CAPABILITY_LABELS}


def holders_of(actor: Actor, capability: str) -> QuerySet[Post]:
    """Posts of today that give the capability, of people the actor may see."""
    posts = Post.objects.filter(
        lasting(timezone.localdate()),
        user__in=visible_users(actor),
        user__is_active=True,
        role__in=roles_with(capability),
    )
    return posts.select_related("user", "agency__region")
