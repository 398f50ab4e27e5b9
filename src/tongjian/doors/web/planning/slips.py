"""The frame of a draw with the chance of everybody in it, and the slip that lets one enterprise find its own row."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import operations, policies, queries
from tongjian.supervision.planning.models import Draw, Unit


class SlipForm(Form):
    number = forms.CharField(label="统一社会信用代码", max_length=60, help_text="没有的，填注册号或者对象编号。")
    handed_to = forms.CharField(label="领取人", max_length=100, help_text="核对过身份的经办人姓名和职务；会记入存证。")


@require_safe
def draw_frame(request: ActorRequest, draw_id: UUID) -> HttpResponseBase:
    """Every unit of frame and exclusions; demand, stratum, chance and reason are read from the frozen files."""
    draw = queries.get_draw(request.actor, draw_id)
    require(policies.can_see_frame(request.actor, draw))
    rows = draw.units.select_related("entity", "entity__region")
    table = Table(request, _columns(draw), rows, name=f"{draw}名录与概率", order=("unit_id",))
    return list_page(request, "planning/draw_frame.html", table=table, draw=draw)


def _columns(draw: Draw) -> list[Column[Unit]]:
    frozen, is_drawn = queries.FrozenRows(draw), draw.drawn_at is not None

    def said(row: Unit) -> str:
        return _said(frozen.of(row.unit_id), is_drawn=is_drawn)

    return [
        Column("entity", "监管对象", lambda row: row.entity.name, url=lambda row: row.entity.get_absolute_url()),
        Column("region", "区划", lambda row: row.entity.region.name if row.entity.region else "—"),
        Column("unit", "单元编号", lambda row: row.unit_id, kind="code", sort="unit_id"),
        Column(
            "demands", "各项需求：分层、抽中概率、结果", lambda row: _said(frozen.of(row.unit_id), is_drawn=is_drawn)
        ),
    ]


def _said(rows: list[queries.UnitRow], *, is_drawn: bool) -> str:
    return "；".join(f"{row.title}：{_result(row, is_drawn=is_drawn)}" for row in rows)


def _result(row: queries.UnitRow, *, is_drawn: bool) -> str:
    if row.reason:
        return f"排除（{row.reason}）"
    result = "尚未抽取" if not is_drawn else "抽中" if row.is_selected else "未抽中"
    return f"{row.stratum}，{row.percent}，{result}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: ActorRequest, draw_id: UUID) -> HttpResponse:
    """The sheet is the answer to the form itself, so that the salt is in no address."""
    draw = queries.get_draw(request.actor, draw_id)
    require(policies.can_issue_slip(request.actor))
    form = SlipForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            [entity_id] = queries.entities_of_numbers(request.actor, [form.cleaned_data["number"]])
            unit = operations.issue_slip(
                actor=request.actor,
                draw_id=draw.pk,
                entity_id=entity_id,
                handed_to=form.cleaned_data["handed_to"],
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return render_page(request, "planning/slip.html", {"draw": draw, "facts": _facts(request, unit)})
    context = {"form": form, "draw": draw, "cancel_url": reverse("draws:detail", args=[draw.pk])}
    return render_page(request, "planning/slip_form.html", context, status=422 if form.errors else 200)


def _facts(request: ActorRequest, unit: Unit) -> list[Fact]:
    return [
        Fact("单位名称", unit.entity.name),
        Fact("抽取编号", unit.draw.key, kind="code"),
        Fact("本单位编号", str(unit.entity_id), kind="code"),
        Fact("盐", unit.salt, kind="code"),
        Fact("单元编号", unit.unit_id, kind="code"),
        Fact("查询地址", request.build_absolute_uri(reverse("portal:draw-find"))),
    ]
