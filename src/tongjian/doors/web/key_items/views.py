"""Pages of key items: the list by area, one of them, its form."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.key_items.forms import KeyItemFilterForm, KeyItemForm, initial_of
from tongjian.doors.web.key_items.shown import TONES, bars_of, detail_of, tiles_of
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.queries import names_of_regions
from tongjian.supervision.key_items import operations, policies, queries
from tongjian.supervision.key_items.models import KeyItemVersion


def columns_with(areas: Mapping[str, str]) -> list[Column[KeyItemVersion]]:
    """The columns; `areas` are names by code."""
    return [
        Column("name", "名称", lambda row: row.name, url=_url, sort="name"),
        Column("area", "重点领域", lambda row: areas.get(row.area, row.area), sort="area"),
        Column("total", "得分", lambda row: row.total if row.scored_at else "未评分", kind="number", sort="total"),
        Column("threshold", "门槛", lambda row: row.threshold if row.scored_at else None, kind="number"),
        Column("lead", "牵头部门", lambda row: "、".join(queries.leading(row))),
        Column("region", "地方", lambda row: row.key_item.region.name, sort="key_item__region__code"),
        Column("state", "状态", lambda row: row.get_state_display(), kind="badge",
               tone=lambda row: tone_of(row.state, TONES)),
        Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from"),
        Column("code", "编号", lambda row: row.key_item.code, kind="code", sort="key_item__code"),
        Column("number", "版本号", lambda row: row.number, kind="number", is_optional=True),
        Column("departments", "各级部门", lambda row: queries.words_of(row.responsibilities.all()), is_optional=True),
        Column("items", "监管事项", lambda row: "、".join(one.title for one in queries.items_of(row)),
               is_optional=True),
        Column("scenario", "一件事", lambda row: row.scenario_version.name if row.scenario_version else "",
               is_optional=True),
        Column("reason", "理由", lambda row: row.reason, is_optional=True),
        Column("until", "失效日期", lambda row: row.valid_until, kind="date", sort="valid_until", is_optional=True),
    ]  # fmt: skip


def _url(version: KeyItemVersion) -> str:
    return f"{version.key_item.get_absolute_url()}?version={version.number}"


@require_safe
def key_item_list(request: ActorRequest) -> HttpResponseBase:
    """With the areas of one place: the one that is asked for, or the actor's own."""
    form = KeyItemFilterForm(request.GET)
    wanted = form.to_filter()
    rows = queries.list_versions(request.actor, wanted)
    table = Table(
        request, columns_with(queries.area_names()), rows, name="重点事项", order=("area", "-total", "key_item__code")
    )
    place = wanted.region or request.actor.region_code
    tiles = tiles_of(queries.count_areas(request.actor, place, wanted.on), place, request.path)
    return list_page(
        request, "key_items/list.html", table=table, filters=form, on=wanted.on, tiles=tiles,
        place=names_of_regions([place]).get(place, ""), bars=None if table.is_export else bars_of(table.page.rows),
        can_propose=policies.can_propose(request.actor),
    )  # fmt: skip


@require_safe
def key_item_detail(request: ActorRequest, code: str) -> HttpResponse:
    """The newest version one may see, or the one asked for."""
    key_item = queries.get_key_item(request.actor, code)
    versions = list(queries.versions_of(request.actor, key_item))
    number = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == number), versions[0])
    return render_page(request, "key_items/detail.html", detail_of(request.actor, version, versions))


@require_http_methods(["GET", "HEAD", "POST"])
def key_item_new(request: ActorRequest) -> HttpResponse:
    require(policies.can_propose(request.actor))
    initial = {"area": request.GET.get("area", "")}
    form = KeyItemForm(acts.posted(request), actor=request.actor, initial=initial)

    def draft(data: dict[str, Any]) -> str:
        version = operations.draft_key_item(actor=request.actor, content=form.to_content())
        return version.key_item.get_absolute_url()

    return acts.fill_in(
        request, form, draft, template="key_items/form.html", back=reverse("key_items:list"),
        done="已保存草稿，下一步评分。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def key_item_edit(request: ActorRequest, code: str) -> HttpResponse:
    key_item = queries.get_key_item(request.actor, code)
    version = queries.versions_of(request.actor, key_item)[0]
    require(policies.can_edit(request.actor, version))
    form = KeyItemForm(acts.posted(request), actor=request.actor, initial=initial_of(version))

    def revise(data: dict[str, Any]) -> None:
        operations.revise_key_item(actor=request.actor, key_item_id=key_item.pk, content=form.to_content())

    return acts.fill_in(
        request, form, revise, template="key_items/form.html", back=key_item.get_absolute_url(),
        done="已保存草稿，评分后提交审核。", version=version,
    )  # fmt: skip
