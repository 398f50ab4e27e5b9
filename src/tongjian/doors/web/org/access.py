"""Who can see and do what, and why: of a person, of a capability, of the roles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import xlsx_response
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.org.signing import oneself_or
from tongjian.foundation.casework.policies import visible_todos
from tongjian.foundation.exchange.policies import visible_batches
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger.policies import visible_entries
from tongjian.foundation.org import queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Post, User
from tongjian.foundation.org.policies import visible_officers, visible_users
from tongjian.foundation.org.queries import Standing
from tongjian.foundation.org.roles import AREA_LABELS, CAPABILITY_LABELS
from tongjian.supervision.catalog.policies import visible_items
from tongjian.supervision.inspections.policies import visible_visits
from tongjian.supervision.planning.policies import visible_demands, visible_draws
from tongjian.supervision.registry.policies import visible_entities

SIGHT: Sequence[tuple[str, Callable[[Actor], QuerySet[Any]]]] = (
    ("监管对象", visible_entities),
    ("监管事项", visible_items),
    ("抽查需求", visible_demands),
    ("联合抽取", visible_draws),
    ("联合检查", visible_visits),
    ("待办", visible_todos),
    ("导入批次", visible_batches),
    ("存证条目", visible_entries),
    ("用户", visible_users),
    ("执法人员", visible_officers),
)
"""What there is to see, and the one rule for who sees it, which is asked here as everywhere."""
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class SightLine:
    """How many of all rows the person sees; both are counted up to COUNTED."""

    label: str
    seen: int
    of: int

    @property
    def words(self) -> str:
        if not self.seen:
            return "看不到"
        return f"超过 {COUNTED:,}" if self.seen > COUNTED else f"{self.seen:,}"

    @property
    def share(self) -> str:
        if not self.of:
            return "系统中还没有"
        if not self.seen or self.of > COUNTED:
            return ""
        return "全部" if self.seen == self.of else f"共 {self.of:,}"


def why(standing: Standing) -> str:
    """By which post; or whose role would bring it."""
    if standing.posts:
        return "；".join(_post_in_words(standing, post) for post in standing.posts)
    roles = "、".join(str(role.label) for role in standing.roles)
    return f"没有{roles}岗位" if roles else "不给人，只给主机命令和后台任务"


def _post_in_words(standing: Standing, post: Post) -> str:
    held = f"{post.agency.name}{post.get_role_display()}"
    if post.user_id != standing.user_id:
        return f"代{post.user.name}办理（{held}）"
    return f"{held}，{post.valid_from:%Y-%m-%d} 任职"


OF_PERSON: Sequence[Column[Standing]] = (
    Column("area", "方面", lambda one: one.area),
    Column("label", "权限", lambda one: one.label),
    Column("can", "能否", lambda one: "能" if one.posts else "不能"),
    Column("why", "为什么", why),
)


@require_safe
def of_person(request: ActorRequest, user_id: UUID | None = None) -> HttpResponseBase:
    person = oneself_or(request, user_id)
    standings = queries.standing_of(person)
    if request.GET.get("export") == "xlsx":
        return xlsx_response(OF_PERSON, standings, f"权限一览-{person.name}", about={"导出人": request.actor.name})
    context = {
        "person": person,
        "posts": [(post, _sight(person, post)) for post in queries.posts_of_person(person)],
        "areas": [
            (area, [(one, why(one)) for one in rows]) for area, rows in groupby(standings, lambda one: one.area)
        ],
        "held": sum(bool(one.posts) for one in standings),
        "all": len(standings),
    }
    return render_page(request, "org/access.html", context)


def _sight(person: User, post: Post) -> list[SightLine]:
    actor = queries.actor_for(person, post_id=post.pk, via="web")
    lines = []
    for label, visible in SIGHT:
        rows = visible(actor)
        model: type[Model] = rows.model
        lines.append(SightLine(label, _count(rows), _count(model._default_manager.all())))
    return lines


def _count(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[: COUNTED + 1].count()


HOLDERS: list[Column[Post]] = [
    Column(
        "name", "姓名", lambda post: post.user.name, url=lambda post: reverse("org:access-of", args=[post.user_id])
    ),
    Column("agency", "机关", lambda post: post.agency.name, sort="agency__code"),
    Column("role", "角色", lambda post: post.get_role_display(), sort="role"),
    Column("region", "区划", lambda post: post.agency.region.name),
    Column("since", "任职日期", lambda post: post.valid_from, kind="date", sort="valid_from"),
]


@require_safe
def holders(request: ActorRequest, capability: str) -> HttpResponseBase:
    if capability not in CAPABILITY_LABELS:
        raise NotFound("capability_not_found", "没有这项权限。")
    label, rows = CAPABILITY_LABELS[capability], queries.holders_of(request.actor, capability)
    table = Table(request, HOLDERS, rows, name=f"谁能{label}", order=("agency__code",))
    roles = "、".join(str(role.label) for role in queries.roles_with(capability))
    return list_page(request, "org/holders.html", table=table, label=label, roles=roles)


@require_safe
def roles(request: ActorRequest) -> HttpResponseBase:
    """The table of roles itself."""
    rows = [(code, CAPABILITY_LABELS[code], ticks) for code, ticks in queries.matrix().items()]
    if request.GET.get("export") == "xlsx":
        return xlsx_response(_role_columns(), rows, "角色权限表", about={"导出人": request.actor.name})
    areas = groupby(rows, lambda row: AREA_LABELS[row[0].partition(".")[0]])
    context = {"roles": list(Role), "areas": [(area, list(lines)) for area, lines in areas], "width": len(Role) + 1}
    return render_page(request, "org/roles.html", context)


def _role_columns() -> list[Column[Any]]:
    return [Column("label", "权限", lambda row: row[1]), *(_ticked(at, role) for at, role in enumerate(Role))]


def _ticked(at: int, role: Role) -> Column[Any]:
    return Column(str(role), str(role.label), lambda row: "√" if row[2][at] else "")
