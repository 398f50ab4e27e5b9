"""Users, officers, and who works where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import (
    Agency,
    Officer,
    Post,
    Region,
    User,
)
from tongjian.foundation.org.policies import visible_officers, visible_users
from tongjian.foundation.org.queries._days import exists
from tongjian.foundation.rulebook.queries import value_of


def get_user_by_name(actor: Actor, username: str) -> User:
    user = visible_users(actor).filter(username=username.strip().lower()).first()
    if user is None:
        raise NotFound("user_not_found", f"没有用户名为 {username} 的用户，或者您无权查看。")
    return user


def certified_officers(agency_ids: Iterable[UUID], on: date | None = None) -> QuerySet[Officer]:
    """Officers who count (V03): on duty, not auxiliary, certificate valid on the day."""
    on = on or timezone.localdate()
    begun = Q(certificate_from=None) | Q(certificate_from__lte=on)
    return Officer.objects.filter(
        begun, agency__in=list(agency_ids), is_active=True, is_auxiliary=False, certificate_until__gt=on
    )


def certificate_notice() -> timedelta | None:
    """How long before a certificate ends people are told; None where the rulebook sets no time."""
    row = value_of("officer.certificate_notice")
    return timedelta(days=int(row.value)) if row and row.value else None


def ending_certificates(notice: timedelta) -> list[Officer]:
    """Of officers on duty who have not been told yet: once when the time of notice begins, once on the day it ends."""
    today = timezone.localdate()
    told_of_end = Q(certificate_told_on__gte=F("certificate_until"))
    near = Officer.objects.filter(is_active=True, certificate_until__lte=today + notice).exclude(told_of_end)
    return [officer for officer in near.order_by("pk") if is_to_be_told(officer, notice)]


def is_to_be_told(officer: Officer, notice: timedelta) -> bool:
    until, told = officer.certificate_until, officer.certificate_told_on
    if not officer.is_active or until - notice > timezone.localdate():
        return False
    has_ended = until <= timezone.localdate()
    return told is None or told < (until if has_ended else until - notice)


def find_linked_user(issuer: str, subject: str) -> User | None:
    """Whom a provider's subject is here; None for nobody, and for whoever may not sign in any more."""
    return User.objects.filter(identities__issuer=issuer, identities__subject=subject, is_active=True).first()


def get_officer(actor: Actor, officer_id: UUID) -> Officer:
    officer = visible_officers(actor).select_related("agency", "user").filter(pk=officer_id).first()
    if officer is None:
        raise NotFound("officer_not_found", "没有这名执法人员，或者您无权查看。")
    return officer


def list_officers(
    actor: Actor, *, agency_id: UUID | None = None, text: str = "", validity: str = ""
) -> QuerySet[Officer]:
    """`validity`: expiring (within the time of notice), expired, or left."""
    officers = visible_officers(actor).select_related("agency")
    if agency_id:
        officers = officers.filter(agency=agency_id)
    if text:
        officers = officers.filter(Q(name__icontains=text) | Q(certificate_number__icontains=text))
    if validity:
        officers = officers.filter(_standing(validity))
    return officers.order_by("agency__code", "certificate_number")


def _standing(validity: str) -> Q:
    today, notice = timezone.localdate(), certificate_notice()
    if validity == "left":
        return Q(is_active=False)
    if validity == "expired":
        return Q(is_active=True, certificate_until__lte=today)
    return Q(is_active=True, certificate_until__gt=today, certificate_until__lte=today + (notice or timedelta(0)))


def get_user(actor: Actor, user_id: UUID) -> User:
    user = visible_users(actor).filter(pk=user_id).first()
    if user is None:
        raise NotFound("user_not_found", "没有这个用户，或者您无权查看。")
    return user


def list_users(actor: Actor, *, text: str = "") -> QuerySet[User]:
    users = visible_users(actor)
    return users.filter(Q(name__icontains=text) | Q(username__icontains=text)) if text else users


def posts_of(actor: Actor, agency: Agency) -> QuerySet[Post]:
    """Who works in an agency today, of those the actor may see."""
    posts = Post.objects.filter(lasting(timezone.localdate()), agency=agency, user__in=visible_users(actor))
    return posts.select_related("user").order_by("role", "id")


@dataclass(frozen=True, slots=True)
class Staff:
    """An agency that has people today: their roles, and how many officers count (V03)."""

    agency: Agency
    roles: frozenset[Role]
    officers: int


def staff_of(region: Region) -> list[Staff]:
    """Agencies of the very region with anybody in them, by code. Three queries."""
    agencies = Agency.objects.filter(exists(None), region=region).select_related("kind", "region").order_by("code")
    posts = Post.objects.filter(lasting(timezone.localdate()), agency__in=agencies)
    roles: dict[UUID, set[Role]] = {}
    for agency_id, role in posts.values_list("agency_id", "role"):
        roles.setdefault(agency_id, set()).add(Role(role))
    certified = certified_officers(agency.pk for agency in agencies)
    officers = Counter(certified.values_list("agency_id", flat=True))
    return [
        Staff(agency, frozenset(roles.get(agency.pk, ())), officers[agency.pk])
        for agency in agencies
        if agency.pk in roles or agency.pk in officers
    ]


def names_of_officers(officer_ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Officer.objects.filter(pk__in=set(officer_ids)).values_list("pk", "name"))


def names_of_users(user_ids: Iterable[str]) -> dict[str, str]:
    """user id → name, for timelines. One query."""
    wanted = {user_id for user_id in user_ids if user_id}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=wanted).values_list("pk", "name")}
