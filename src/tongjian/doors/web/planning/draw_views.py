"""Pages of draws: the list, the ceremony, who was drawn, the officers, the files."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face.drawn import fairness, tiles_of
from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.planning.ceremony import ceremony_context
from tongjian.doors.web.planning.timelines import entries_of
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import DrawState
from tongjian.supervision.planning.models import Candidate, Draw, Unit

DRAW_TONES = {
    DrawState.DRAFTING: "draft",
    DrawState.FROZEN: "active",
    DrawState.COMMITTED: "active",
    DrawState.REVEALED: "active",
    DrawState.DRAWN: "active",
    DrawState.PUBLISHED: "good",
    DrawState.ABORTED: "off",
}
DRAW_COLUMNS: list[Column[Draw]] = [
    Column("key", "编号", str, kind="code", sort="key"),
    Column(
        "title",
        "名称",
        lambda row: row.title,
        url=lambda row: reverse("draws:detail", args=[row.pk]),
        sort="title",
        note=lambda row: "演练" if row.is_practice else "",
    ),
    Column("region", "区划", lambda row: row.region.name),
    Column("coordinator", "统筹部门", lambda row: row.coordinator.name),
    Column("cycle", "周期", lambda row: row.cycle, sort="cycle"),
    Column(
        "state",
        "状态",
        lambda row: row.get_state_display(),
        kind="badge",
        tone=lambda row: tone_of(row.state, DRAW_TONES),  # type: ignore[arg-type]
    ),
    Column("units", "名录户数", lambda row: row.figures.get("units", "—"), kind="number"),
    Column("visits", "入户次数", lambda row: row.figures.get("joint_actual", "—"), kind="number"),
    Column("created", "创建时间", lambda row: row.created_at, kind="datetime", sort="created_at"),
]
SELECTED_COLUMNS: list[Column[Unit]] = [
    Column(
        "sequence", "顺序", lambda row: row.visit.sequence if row.visit else "—", kind="number", sort="visit__sequence"
    ),
    Column("entity", "监管对象", lambda row: row.entity.name, url=lambda row: f"/entities/{row.entity_id}/"),
    Column("region", "区划", lambda row: row.entity.region.name if row.entity.region else "—"),
    Column(
        "visit",
        "检查",
        lambda row: row.visit.number if row.visit else "—",
        kind="code",
        url=lambda row: f"/visits/{row.visit_id}/" if row.visit_id else "",
    ),
    Column("state", "检查状态", lambda row: row.visit.get_state_display() if row.visit else "—"),
    Column("unit", "单元编号", lambda row: row.unit_id, kind="code", is_optional=True),
]
OFFICER_COLUMNS: list[Column[Candidate]] = [
    Column("agency", "部门", lambda row: row.officer.agency.name, sort="officer__agency__code"),
    Column("name", "姓名", lambda row: row.officer.name),
    Column("certificate", "执法证号", lambda row: row.officer.certificate_number, kind="code"),
    Column("places", "抽中户数", lambda row: row.places, kind="number", sort="places"),
    Column("reference", "代号", lambda row: row.reference, kind="code", is_optional=True),
]


class DrawFilterForm(FilterForm):
    text = forms.CharField(label="名称或编号", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *DrawState.choices])


@require_safe
def draw_list(request: ActorRequest) -> HttpResponseBase:
    form = DrawFilterForm(request.GET)
    chosen = form.chosen
    states = (chosen["state"],) if "state" in chosen else ()
    wanted = queries.DrawFilter(text=chosen.get("text", ""), states=states)
    rows = queries.list_draws(request.actor, wanted)
    table = Table(request, DRAW_COLUMNS, rows, name="联合抽取", order=("-created_at", "-version"))
    can_open = policies.can_open_draw(request.actor)
    return list_page(request, "planning/draw_list.html", table=table, filters=form, can_open=can_open)


@require_safe
def draw_fairness(request: ActorRequest) -> HttpResponse:
    """The same figures that everybody may read."""
    return render_page(request, "planning/fairness.html", {"reports": fairness()})


@require_safe
def draw_detail(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    draw = queries.get_draw(request.actor, draw_id)
    comparison = queries.comparison_of(draw)
    context = {
        "draw": draw,
        "tone": tone_of(draw.state, DRAW_TONES),  # type: ignore[arg-type]
        **ceremony_context(request.actor, draw),
        "comparison": comparison,
        "can_see_frame": policies.can_see_frame(request.actor, draw),
        "can_issue_slip": policies.can_issue_slip(request.actor),
        "tiles": tiles_of(comparison) if comparison else [],
        "versions": queries.list_versions(request.actor, draw.key),
        "timeline": entries_of(draw),
        "can_schedule": policies.can_schedule(request.actor),
    }
    return render_page(request, "planning/draw_detail.html", context)


@require_safe
def draw_selected(request: ActorRequest, draw_id: UUID) -> HttpResponseBase:
    draw = queries.get_draw(request.actor, draw_id)
    rows = queries.list_selected(draw)
    table = Table(request, SELECTED_COLUMNS, rows, name=f"{draw}抽中名单", order=("visit__sequence",))
    return list_page(request, "planning/draw_selected.html", table=table, draw=draw)


@require_safe
def draw_officers(request: ActorRequest, draw_id: UUID) -> HttpResponseBase:
    draw = queries.get_draw(request.actor, draw_id)
    require(policies.can_see_officers(request.actor, draw))
    rows = draw.candidates.select_related("officer", "officer__agency")
    order = ("officer__agency__code", "-places")
    table = Table(request, OFFICER_COLUMNS, rows, name=f"{draw}候选执法人员", order=order)
    return list_page(request, "planning/draw_officers.html", table=table, draw=draw)


@require_safe
def draw_file(request: ActorRequest, draw_id: UUID, name: str) -> HttpResponse:
    """The bundle or one file of it; officers.csv and audit.zip for auditors only."""
    draw = queries.get_draw(request.actor, draw_id)
    if name == "bundle.zip":
        content = queries.bundle(draw)
    elif name in ("officers.csv", "audit.zip"):
        require(policies.can_audit(request.actor))
        content = queries.audit_bundle(draw) if name == "audit.zip" else queries.read_file(draw, name)
    else:
        content = queries.bundle_file(draw, name)
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{draw}-{name}"'},
    )
