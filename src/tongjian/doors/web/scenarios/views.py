"""Pages of scenarios: list, one, its form with what it hits, two versions side by side."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Change
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.scenarios.forms import ScenarioFilterForm, ScenarioForm, initial_of
from tongjian.doors.web.scenarios.shown import TONES, detail_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.scenarios import operations, policies, queries
from tongjian.supervision.scenarios.models import ScenarioVersion

SUGGESTED = 20
COLUMNS: list[Column[ScenarioVersion]] = [
    Column("code", "编号", lambda row: row.scenario.code, kind="code", sort="scenario__code"),
    Column("name", "名称", lambda row: row.name, url=lambda row: _url(row), sort="name"),
    Column("region", "地方", lambda row: row.scenario.region.name, sort="scenario__region__code"),
    Column("lead", "牵头部门", lambda row: row.lead.title, sort="lead__code"),
    Column("others", "配合部门数", lambda row: row.others, kind="number"),  # type: ignore[attr-defined]
    Column("items", "事项数", lambda row: row.items, kind="number"),  # type: ignore[attr-defined]
    Column("number", "版本号", lambda row: row.number, kind="number"),
    Column(
        "state", "状态", lambda row: row.get_state_display(), kind="badge", tone=lambda row: tone_of(row.state, TONES)
    ),
    Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from"),
    Column("until", "失效日期", lambda row: row.valid_until, kind="date", sort="valid_until", is_optional=True),
    Column("trigger", "触发类型", lambda row: row.get_trigger_display(), is_optional=True),
]


def _url(version: ScenarioVersion) -> str:
    return f"{version.scenario.get_absolute_url()}?version={version.number}"


@require_safe
def scenario_list(request: ActorRequest) -> HttpResponseBase:
    form = ScenarioFilterForm(request.GET)
    wanted = form.to_filter()
    table = Table(
        request, COLUMNS, queries.list_versions(request.actor, wanted), name="一件事", order=("scenario__code",)
    )
    can_compile = policies.can_compile(request.actor)
    return list_page(request, "scenarios/list.html", table=table, filters=form, on=wanted.on, can_compile=can_compile)


@require_safe
def scenario_detail(request: ActorRequest, code: str) -> HttpResponse:
    """The newest version one may see, or the one asked for."""
    scenario = queries.get_scenario(request.actor, code)
    versions = list(queries.versions_of(request.actor, scenario))
    number = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == number), versions[0])
    return render_page(request, "scenarios/detail.html", detail_of(request.actor, version, versions))


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_new(request: ActorRequest) -> HttpResponse:
    require(policies.can_compile(request.actor))
    form = ScenarioForm(acts.posted(request), actor=request.actor)

    def draft(data: dict[str, Any]) -> str:
        version = operations.draft_scenario(actor=request.actor, content=form.to_content())
        return version.scenario.get_absolute_url()

    return acts.fill_in(
        request, form, draft, template="scenarios/form.html", back=reverse("scenarios:list"), done="已保存草稿。"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: ActorRequest, code: str) -> HttpResponse:
    scenario = queries.get_scenario(request.actor, code)
    version = queries.versions_of(request.actor, scenario)[0]
    require(policies.can_edit(request.actor, version))
    form = ScenarioForm(acts.posted(request), actor=request.actor, initial=initial_of(version))

    def revise(data: dict[str, Any]) -> None:
        operations.revise_scenario(actor=request.actor, scenario_id=scenario.pk, content=form.to_content())

    return acts.fill_in(
        request, form, revise, template="scenarios/form.html", back=scenario.get_absolute_url(),
        done="已保存草稿，提交审核后由另一人启用。", version=version,
    )  # fmt: skip


@require_safe
def count(request: ActorRequest) -> HttpResponse:
    """What the scope hits now and which items the codes name, while the form is being filled in."""
    require(policies.can_compile(request.actor))
    form = ScenarioForm(request.GET, actor=request.actor)
    form.is_valid()
    scope = form.scope
    suggested = _about(request.actor, scope["industries"], {version.pk for version in form.versions})
    context = {
        "counted": queries.count_objects(scope, request.actor.region_code),
        "is_whole": not any(scope.values()),
        "versions": form.versions,
        "unknown": form.unknown,
        "suggested": suggested,
    }
    return render_page(request, "scenarios/_count.html", context)


def _about(actor: Actor, industries: Sequence[str], taken: set[UUID]) -> list[ItemVersion]:
    """Items in force here about the industries that are not listed yet. One query an industry, five at most."""
    found = [
        version
        for industry in industries[:5]
        for version in catalog.published_versions(actor, region=actor.region_code, industry=industry)[:SUGGESTED]
    ]
    return list({version.pk: version for version in found if version.pk not in taken}.values())[:SUGGESTED]


@require_safe
def compare(request: ActorRequest, code: str) -> HttpResponse:
    """Two versions side by side; without numbers the newest and the one before it."""
    scenario = queries.get_scenario(request.actor, code)
    versions = list(queries.versions_of(request.actor, scenario))
    numbers = {str(one.number): one for one in versions}
    after = numbers.get(request.GET.get("to", ""), versions[0])
    before = numbers.get(request.GET.get("from", ""), next((v for v in versions if v.number < after.number), None))
    if before is None:
        raise NotFound("one_version_only", "只有一个版本，没有可以对照的。")
    changes = [Change(one.label, one.before, one.after) for one in queries.differences(before, after)]
    context = {"scenario": scenario, "versions": versions, "before": before, "after": after, "changes": changes}
    return render_page(request, "scenarios/compare.html", context)
