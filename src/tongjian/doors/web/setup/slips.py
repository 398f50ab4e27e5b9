"""What each new colleague is handed: account and link, on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.urls import reverse

from tongjian.doors.face.parts import Fact
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.operations import TakenOn


@dataclass(frozen=True, slots=True)
class Slip:
    """`svg` is empty for somebody who already has a password."""

    name: str
    facts: list[Fact]
    svg: str


def slips_of(request: ActorRequest, taken_on: Sequence[TakenOn]) -> list[Slip]:
    return [_slip(request, person) for person in taken_on]


def _slip(request: ActorRequest, person: TakenOn) -> Slip:
    link = request.build_absolute_uri(reverse("org:redeem-link", args=[person.token])) if person.token else ""
    facts = [
        Fact("机关", person.agency.name),
        Fact("岗位", "、".join(str(role.label) for role in person.roles)),
        Fact("用户名", person.user.username, kind="code"),
        Fact("一次性链接", link, kind="code") if link else Fact("密码", "已设置，直接登录"),
    ]
    return Slip(person.user.name, facts, str(segno.make(link, error="m").svg_inline(omitsize=True)) if link else "")
