"""一次登记一个地区的首批人员：账号、岗位、执法证和一次性链接。"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency, User
from tongjian.foundation.org.operations._people import find_agency
from tongjian.foundation.org.operations.create_user import create_user
from tongjian.foundation.org.operations.issue_one_time_link import issue_one_time_link
from tongjian.foundation.org.operations.open_post import open_post
from tongjian.foundation.org.operations.register_officer import register_officer
from tongjian.foundation.org.policies import can_manage_users
from tongjian.foundation.org.queries import open_posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """One person of an agency with all roles there; an officer has a certificate (`certificate_until` exclusive)."""

    name: str
    agency_id: UUID
    roles: tuple[Role, ...]
    certificate_number: str = ""
    certificate_until: date | None = None


@dataclass(frozen=True, slots=True)
class TakenOn:
    """`token` opens the one-time link and is shown once; empty for somebody who already has a password."""

    user: User
    agency: Agency
    roles: tuple[Role, ...]
    token: str


@transaction.atomic
def take_on_people(*, actor: Actor, people: Sequence[Newcomer]) -> list[TakenOn]:
    """All or none. Somebody of the same name who already has a post in the agency gets the posts still missing.

    Raises RuleViolated with the name of whoever stands against it.
    """
    require(can_manage_users(actor))
    if not people:
        raise RuleViolated("nobody_named", "请至少填写一个人的姓名。")
    taken_on = []
    for person in people:
        try:
            taken_on.append(_take_on(actor, person))
        except DomainError as refusal:
            raise RuleViolated(refusal.code, f"{person.name}：{refusal}") from refusal
    return taken_on


def _take_on(actor: Actor, person: Newcomer) -> TakenOn:
    agency = find_agency(person.agency_id)
    user = _colleague(agency, person.name) or create_user(
        actor=actor, username=_free_username(person.name), name=person.name
    )
    held = {post.role for post in open_posts(user) if post.agency_id == agency.pk}
    for role in person.roles:
        if role not in held:
            open_post(actor=actor, user_id=user.pk, agency_id=agency.pk, role=role)
    if person.certificate_number and person.certificate_until and not hasattr(user, "officer"):
        register_officer(
            actor=actor,
            agency_id=agency.pk,
            name=person.name,
            certificate_number=person.certificate_number,
            certificate_until=person.certificate_until,
            user_id=user.pk,
        )
    token = "" if user.has_usable_password() else issue_one_time_link(actor=actor, user_id=user.pk)
    return TakenOn(user, agency, person.roles, token)


def _colleague(agency: Agency, name: str) -> User | None:
    return User.objects.filter(name=name, is_active=True, posts__agency=agency, posts__valid_until=None).first()


def _free_username(name: str) -> str:
    """张三 → zhangsan, zhangsan2 when there is one."""
    from pypinyin import lazy_pinyin  # its dictionaries are read at import: no start should wait for them

    spelled = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name)).lower())[:40]
    stem = spelled if len(spelled) > 2 else f"user{spelled}"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    numbered = (f"{stem}{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)
