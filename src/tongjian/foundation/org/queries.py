"""Reads about regions, agencies and people."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.choices import RegionLevel, Role
from tongjian.foundation.org.models import Agency, EnforcementStatus, Officer, OneTimeLink, Post, Region, User
from tongjian.foundation.org.policies import visible_agencies, visible_officers, visible_users
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.foundation.rulebook.queries import region_chain, value_of
from tongjian.pure.codes import is_within, parent_of, significant

GOVERNMENT = "RMZF"
"""The kind of a people's government: the block superior of the agencies of its region."""


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
    held = Post.objects.filter(_valid(on), user=user, valid_from__lte=on)
    return held.select_related("agency__region").order_by("id")


def get_user_by_name(actor: Actor, username: str) -> User:
    user = visible_users(actor).filter(username=username.strip().lower()).first()
    if user is None:
        raise NotFound("user_not_found", f"没有用户名为 {username} 的用户，或者您无权查看。")
    return user


def get_agency(actor: Actor, agency_id: UUID) -> Agency:
    agency = visible_agencies(actor).select_related("kind", "region", "line_superior").filter(pk=agency_id).first()
    if agency is None:
        raise NotFound("agency_not_found", "没有这个机关。")
    return agency


def get_agency_by_code(code: str) -> Agency:
    agency = Agency.objects.select_related("kind", "region", "line_superior").filter(code=code).first()
    if agency is None:
        raise NotFound("agency_not_found", f"没有代码为 {code} 的机关。")
    return agency


def find_agencies(text: str) -> list[Agency]:
    """Agencies of today by exact code or name, or else the first few whose name contains the text."""
    today = Agency.objects.filter(_exists(None))
    exact = today.filter(Q(code=text.upper()) | Q(name=text))
    return list(exact[:1]) or list(today.filter(name__icontains=text).order_by("region_id", "code")[:4])


def list_agencies(
    actor: Actor, *, text: str = "", region: str = "", within: str = "", kind: str = "", on: date | None = None
) -> QuerySet[Agency]:
    """Agencies that exist on the day, ready to render: of the very region, or `within` it and below."""
    agencies = visible_agencies(actor).filter(_exists(on)).select_related("kind", "region", "line_superior")
    if text:
        agencies = agencies.filter(Q(name__icontains=text) | Q(code__icontains=text))
    if region:
        agencies = agencies.filter(region=region)
    if within:
        agencies = agencies.filter(region__code__startswith=significant(within))
    if kind:
        agencies = agencies.filter(kind=kind)
    return agencies.order_by("region_id", "code")


@dataclass(frozen=True, slots=True)
class RegionCount:
    """A region with how many agencies it and the regions below it have."""

    code: str
    name: str
    agencies: int


def regions_below(code: str, agencies: QuerySet[Agency]) -> list[RegionCount]:
    """The next level below a region (below nothing: the provinces), counted over these agencies. Two queries."""
    counts = Counter(agencies.order_by().values_list("region_id", flat=True))
    return [
        RegionCount(region.code, region.name, sum(n for place, n in counts.items() if is_within(place, region.code)))
        for region in regions_on().filter(parent=code or None)
    ]


def regions_above(code: str) -> list[Region]:
    """From the province down to the region itself. One query."""
    return list(Region.objects.filter(code__in=region_chain(code)).order_by("code")) if code else []


def regions_on(on: date | None = None) -> QuerySet[Region]:
    return Region.objects.filter(_exists(on)).order_by("code")


def regions_to_choose(within: str = "") -> QuerySet[Region]:
    """Provinces, cities and counties of today, in a region or everywhere; townships are too many for a list."""
    return regions_on().exclude(level=RegionLevel.TOWNSHIP).filter(code__startswith=significant(within))


def current_region(code: str) -> Region | None:
    """The region of a code as it is today: itself, or whatever succeeded it; None for a code nobody knows."""
    region = Region.objects.select_related("successor").filter(code=code).first()
    seen: set[str] = set()
    while region is not None and region.successor is not None and region.code not in seen:
        seen.add(region.code)
        region = region.successor
    return region


def government_of(region_code: str) -> Agency | None:
    return _governments_of([region_code]).first()


def line_superior(agency: Agency) -> Agency | None:
    """业务上级: the same kind of department one level up."""
    return agency.line_superior


def block_superior(agency: Agency) -> Agency | None:
    """同级政府; for a government itself the one a level up."""
    if agency.kind_id != GOVERNMENT:
        return government_of(agency.region_id)
    above = parent_of(agency.region_id)
    return government_of(above) if above else None


def common_superior(first: Agency, second: Agency) -> Agency | None:
    """共同上一级 (行政处罚法 第25条): within one line the nearest superior both have there; otherwise the government
    of the smallest region that holds both and has one on record. Never one of the two; None where there is none."""
    line = {agency.pk for agency in _line_above(first)}
    for candidate in _line_above(second):
        if candidate.pk in line:
            return candidate
    regions = [code for code in region_chain(first.region_id) if is_within(second.region_id, code)]
    governments = {government.region_id: government for government in _governments_of(regions)}
    found = (governments[code] for code in regions if code in governments)
    return next((government for government in found if government not in (first, second)), None)


def _governments_of(region_codes: Iterable[str]) -> QuerySet[Agency]:
    return Agency.objects.filter(_exists(None), kind=GOVERNMENT, region__in=list(region_codes))


def _line_above(agency: Agency) -> list[Agency]:
    above: list[Agency] = []
    superior = agency.line_superior
    while superior is not None and len(above) < 10:
        above.append(superior)
        superior = superior.line_superior
    return above


def published_enforcers(agency_ids: Iterable[UUID], on: date | None = None) -> set[UUID]:
    """Which of these agencies may check on the day: on the published list and not lapsed (V01)."""
    on = on or timezone.localdate()
    statuses = EnforcementStatus.objects.filter(
        _valid(on), agency__in=list(agency_ids), published_at__lte=on, valid_from__lte=on
    )
    return set(statuses.values_list("agency_id", flat=True))


def list_published_enforcers(text: str = "") -> QuerySet[Agency]:
    """The public list as of today, each agency with `basis` and `published_at`."""
    today = timezone.localdate()
    current = EnforcementStatus.objects.filter(
        _valid(today), agency=OuterRef("pk"), published_at__lte=today, valid_from__lte=today
    ).order_by("-valid_from")
    agencies = Agency.objects.filter(_exists(today)).select_related("region")
    agencies = agencies.annotate(
        basis=Subquery(current.values("basis")[:1]), published_at=Subquery(current.values("published_at")[:1])
    ).filter(published_at__isnull=False)
    return agencies.filter(name__icontains=text) if text else agencies


def published_enforcer(agency: Agency, on: date | None = None) -> bool:
    return agency.pk in published_enforcers([agency.pk], on)


def certified_officers(agency_ids: Iterable[UUID], on: date | None = None) -> QuerySet[Officer]:
    """Officers who count (V03): on duty, not auxiliary, certificate valid on the day."""
    on = on or timezone.localdate()
    begun = Q(certificate_from=None) | Q(certificate_from__lte=on)
    return Officer.objects.filter(
        begun, agency__in=list(agency_ids), is_active=True, is_auxiliary=False, certificate_until__gt=on
    )


def get_officer(actor: Actor, officer_id: UUID) -> Officer:
    officer = visible_officers(actor).select_related("agency", "user").filter(pk=officer_id).first()
    if officer is None:
        raise NotFound("officer_not_found", "没有这名执法人员，或者您无权查看。")
    return officer


def list_officers(actor: Actor, *, agency_id: UUID | None = None, text: str = "") -> QuerySet[Officer]:
    officers = visible_officers(actor).select_related("agency")
    if agency_id:
        officers = officers.filter(agency=agency_id)
    if text:
        officers = officers.filter(Q(name__icontains=text) | Q(certificate_number__icontains=text))
    return officers.order_by("agency__code", "certificate_number")


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
    posts = Post.objects.filter(_valid(timezone.localdate()), agency=agency, user__in=visible_users(actor))
    return posts.select_related("user").order_by("role", "id")


def names_of_users(user_ids: Iterable[str]) -> dict[str, str]:
    """user id → name, for timelines. One query."""
    wanted = {user_id for user_id in user_ids if user_id}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=wanted).values_list("pk", "name")}


def names_of_agencies(agency_ids: Iterable[str]) -> dict[str, str]:
    """agency id → name. One query."""
    wanted = {agency_id for agency_id in agency_ids if agency_id}
    return {str(pk): name for pk, name in Agency.objects.filter(pk__in=wanted).values_list("pk", "name")}


@dataclass(frozen=True, slots=True)
class LockoutLimits:
    """How many failed sign-ins lock an account, and for how long."""

    failures: int
    duration: timedelta


def lockout_limits() -> LockoutLimits:
    """As the rulebook sets them; 5 and 30 minutes where it sets nothing (GB/T 22239-2019 asks for a limit and leaves
    the numbers open). Signing in must work before any rule is loaded."""
    failures, minutes = value_of("login.lockout_failures"), value_of("login.lockout")
    return LockoutLimits(
        failures=int(failures.value) if failures and failures.value else 5,
        duration=timedelta(minutes=int(minutes.value) if minutes and minutes.value else 30),
    )


def link_holder(token: str) -> User | None:
    """Whose password a one-time link sets; None for a link that is used, old or unknown."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    links = OneTimeLink.objects.select_related("user").filter(used_at=None, expires_at__gt=timezone.now())
    link = links.filter(token_sha256=digest, user__is_active=True).first()
    return link.user if link else None


def _valid(on: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gt=on)


def _exists(on: date | None) -> Q:
    on = on or timezone.localdate()
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & _valid(on)
