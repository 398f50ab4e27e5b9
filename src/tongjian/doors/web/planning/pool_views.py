"""Pages of pools of objects: the list, one of them with its rule, its members, and what was changed by hand."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact, Tile
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.planning import pool_forms as forms
from tongjian.doors.web.planning.scope_facts import scope_facts
from tongjian.doors.web.planning.scope_forms import split_words
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.queries import timeline
from tongjian.supervision.planning import operations, policies, queries
from tongjian.supervision.planning.choices import MarkKind
from tongjian.supervision.planning.models import ObjectPool, PoolMark, PoolRule

_get_and_post = require_http_methods(["GET", "HEAD", "POST"])
POOLS: list[Column[ObjectPool]] = [
    Column("code", "编号", lambda row: row.code, kind="code", sort="code"),
    Column("title", "名称", lambda row: row.title, url=lambda row: row.get_absolute_url(), sort="title"),
    Column("kind", "类型", lambda row: row.get_kind_display()),
    Column("agency", "部门", lambda row: row.agency.name, sort="agency__code"),
    Column("marks", "手工增减", lambda row: row.mark_count, kind="number"),  # type: ignore[attr-defined]
    Column("created", "建立时间", lambda row: row.created_at, kind="datetime", sort="created_at"),
]
MEMBERS: list[Column[Any]] = [
    Column("name", "名称", lambda row: row.name, url=lambda row: row.get_absolute_url(), sort="search_name"),
    Column("uscc", "统一社会信用代码", lambda row: row.uscc or "—", kind="code", sort="uscc"),
    Column("kind", "大类", lambda row: row.get_kind_display()),
    Column("region", "区划", lambda row: row.region.name if row.region else "—"),
    Column("address", "地址", lambda row: row.address),
    Column("status", "登记状态", lambda row: row.get_status_display()),
    Column("visited", "上次检查日期", lambda row: row.last_visit_on, kind="date"),
    Column("established", "成立日期", lambda row: row.established_on, kind="date", is_optional=True),
    Column("scope", "经营范围", lambda row: row.business_scope, is_optional=True),
    Column("permit", "许可证名称", lambda row: row.permit_kind or "—", is_optional=True),
    Column("permit-number", "许可证编号", lambda row: row.permit_number or "—", kind="code", is_optional=True),
    Column("permit-from", "许可证核准日期", lambda row: row.permit_valid_from, kind="date", is_optional=True),
    Column("permit-until", "许可证截止日期", lambda row: row.permit_last_day, kind="date", is_optional=True),
    Column("permit-issuer", "发证机关", lambda row: row.permit_issuer or "—", is_optional=True),
    Column("id", "对象编号", lambda row: str(row.pk), kind="code", is_optional=True),
]


def _change_columns(people: dict[UUID, str]) -> list[Column[PoolMark]]:
    return [
        Column("entity", "监管对象", lambda row: row.entity.name, url=lambda row: row.entity.get_absolute_url()),
        Column("uscc", "统一社会信用代码", lambda row: row.entity.uscc or "—", kind="code"),
        Column("kind", "处理", lambda row: row.get_kind_display(), kind="badge", tone=lambda row: _tone(row)),
        Column("reason", "理由", lambda row: row.reason),
        Column("from", "起始日期", lambda row: row.valid_from, kind="date", sort="valid_from"),
        Column("until", "截止日期（不含）", lambda row: row.valid_until, kind="date", sort="valid_until"),
        Column("end", "终止理由", lambda row: row.end_reason or "—"),
        Column("by", "办理人", lambda row: people.get(row.made_by, "—") if row.made_by else "—"),
        Column("at", "办理时间", lambda row: row.made_at, kind="datetime", sort="made_at"),
    ]


def _tone(mark: PoolMark) -> Any:
    if mark.valid_until is not None:
        return "off"
    return "good" if mark.kind == MarkKind.ADDED else "soon"


@require_safe
def pool_list(request: ActorRequest) -> HttpResponseBase:
    form = forms.PoolFilterForm(request.GET)
    rows = queries.list_pools(request.actor, form.to_filter())
    table = Table(request, POOLS, rows, name="检查对象名录库", order=("agency__code", "code"))
    can_create = policies.can_create_pool(request.actor)
    return list_page(request, "planning/pool_list.html", table=table, filters=form, can_create=can_create)


@require_safe
def pool_detail(request: ActorRequest, pool_id: UUID) -> HttpResponse:
    pool = queries.get_pool(request.actor, pool_id)
    figures, rule = queries.figures_of_pool(pool), queries.rule_on(pool)
    context = {
        "pool": pool,
        "facts": _facts(pool, rule),
        "tiles": [
            Tile("现有", f"{figures.members} 户"),
            Tile("按规则纳入", f"{figures.by_rule} 户", note="随对象名录变化，不另存名单"),
            Tile("手工加入", f"{figures.added} 户"),
            Tile("手工移出", f"{figures.removed} 户"),
        ],
        "rules": [(one, scope_facts(one.scope)) for one in queries.rules_of_pool(pool)[:20]],
        "can_keep": policies.can_keep_pool(request.actor, pool),
        "timeline": timeline_entries(timeline(pool._meta.label_lower, pool.pk), request.actor),
    }
    return render_page(request, "planning/pool_detail.html", context)


def _facts(pool: ObjectPool, rule: PoolRule | None) -> list[Fact]:
    return [
        Fact("编号", pool.code, kind="code"),
        Fact("部门", pool.agency.name),
        Fact("类型", pool.get_kind_display()),
        Fact("建立时间", pool.created_at, kind="datetime"),
        *([Fact("规则起始日期", rule.valid_from, kind="date")] if rule else []),
        *(scope_facts(rule.scope) if rule else [Fact("规则", "只收手工加入的对象")]),
    ]


@require_safe
def pool_members(request: ActorRequest, pool_id: UUID) -> HttpResponseBase:
    pool = queries.get_pool(request.actor, pool_id)
    form = forms.MembersFilterForm(request.GET)
    rows = queries.members_with_facts(pool, **form.chosen)
    table = Table(request, MEMBERS, rows, name=f"{pool.title}成员", order=("search_name",))
    return list_page(request, "planning/pool_members.html", table=table, filters=form, pool=pool)


@require_safe
def pool_changes(request: ActorRequest, pool_id: UUID) -> HttpResponseBase:
    pool = queries.get_pool(request.actor, pool_id)
    form = forms.ChangesFilterForm(request.GET)
    since: date | None = form.chosen.get("since")
    rows = queries.changes_by_hand(pool, since)
    columns = _change_columns(queries.names_of_keepers(pool))
    table = Table(request, columns, rows, name=f"{pool.title}变动", order=("-made_at",))
    return list_page(request, "planning/pool_changes.html", table=table, filters=form, pool=pool)


@_get_and_post
def pool_new(request: ActorRequest) -> HttpResponse:
    require(policies.can_create_pool(request.actor))
    form = forms.PoolForm(acts.posted(request), actor=request.actor, is_new=True)

    def carry_out(data: dict[str, Any]) -> str:
        return operations.create_pool(actor=request.actor, content=form.to_content()).get_absolute_url()

    return acts.fill_in(
        request, form, carry_out, template="planning/pool_form.html", back=reverse("pools:list"),
        done="已建立名录库。", title="建立名录库",
    )  # fmt: skip


@_get_and_post
def pool_edit(request: ActorRequest, pool_id: UUID) -> HttpResponse:
    pool = queries.get_pool(request.actor, pool_id)
    require(policies.can_keep_pool(request.actor, pool))
    initial = forms.initial_of_pool(pool, queries.rule_on(pool))
    form = forms.PoolForm(acts.posted(request), actor=request.actor, is_new=False, initial=initial)

    def carry_out(data: dict[str, Any]) -> None:
        content = form.to_content()
        operations.revise_pool(actor=request.actor, pool_id=pool.pk, content=content, reason=data["reason"])

    return acts.fill_in(
        request, form, carry_out, template="planning/pool_form.html", back=pool.get_absolute_url(),
        done="已修改，新的范围从今天起适用。", title="修改名录库", pool=pool,
    )  # fmt: skip


@_get_and_post
def pool_mark(request: ActorRequest, pool_id: UUID) -> HttpResponse:
    pool = queries.get_pool(request.actor, pool_id)
    require(policies.can_keep_pool(request.actor, pool))
    form = forms.MarkForm(acts.posted(request), request.FILES or None)
    said: list[str] = []

    def carry_out(data: dict[str, Any]) -> None:
        numbers = queries.numbers_in_file(data["file"]) if data["file"] else split_words(data["numbers"])
        act = operations.put_into_pool if data["kind"] == MarkKind.ADDED else operations.take_out_of_pool
        found = queries.entities_of_numbers(request.actor, numbers)
        count = act(actor=request.actor, pool_id=pool.pk, entity_ids=found, reason=data["reason"])
        said.append(f"已{MarkKind(data['kind']).label} {count} 户。")

    return acts.fill_in(
        request, form, carry_out, template="planning/pool_form.html", back=pool.get_absolute_url(),
        done=lambda _: said[0], title="手工增减", pool=pool,
    )  # fmt: skip
