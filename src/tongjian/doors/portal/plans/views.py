"""Published plans: list, one to read and print, its lines as Excel or CSV."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import csv_response, xlsx_response
from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.tables import Column
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.plans import queries
from tongjian.supervision.plans.models import Plan, PlanLine

_ORDER = ("-year", "agency__code", "code")
COLUMNS: list[Column[PlanLine]] = [
    Column("number", "序号", lambda row: row.number, kind="number"),
    Column("title", "任务或领域", lambda row: row.title),
    Column("items", "抽查事项", lambda row: _items(row)),
    Column("objects", "抽查对象", lambda row: row.object_words),
    Column("amount", "抽查比例及频次", lambda row: "；".join(filter(None, (row.amount, row.frequency)))),
    Column("credit", "信用风险分类要求", lambda row: row.credit_words),
    Column("window", "起止时间", lambda row: f"{row.window_from}~{row.last_day}"),
    Column("initiator", "发起部门", lambda row: row.plan.agency.name),
    Column("others", "配合部门", lambda row: "、".join(one.agency.name for one in row.cooperations.all())),
    Column("level", "层级或模式", lambda row: row.level_words or row.get_way_display()),
]


class PublicPlanForm(FilterForm):
    text = forms.CharField(label="名称或部门", max_length=100)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    region = forms.ChoiceField(label="地区")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("region", [(row.code, row.name) for row in regions_to_choose()], first="不限")


@public
@require_safe
def plan_list(request: ActorRequest) -> HttpResponse:
    form = PublicPlanForm(request.GET)
    rows = queries.list_plans(Actor.public(), queries.PlanFilter(**form.chosen))
    page = keyset_page(rows, order=_ORDER, cursor=request.GET.get("cursor", ""), size=50, count="capped")
    return render_page(request, "portal/plans/list.html", {"filters": form, "page": page})


@public
@require_safe
def plan(request: ActorRequest, code: str) -> HttpResponse:
    found = queries.get_plan(Actor.public(), code)
    lines = [(line, _items(line)) for line in _lines(found)]
    changes = queries.changes_of(Actor.public(), found)
    return render_page(request, "portal/plans/plan.html", {"plan": found, "lines": lines, "changes": changes})


@public
@require_safe
def lines_file(request: ActorRequest, code: str, form: str) -> HttpResponseBase:
    found = queries.get_plan(Actor.public(), code)
    if form == "csv":
        return csv_response(COLUMNS, _lines(found), found.code)
    if form == "xlsx":
        return xlsx_response(COLUMNS, _lines(found), found.code, about={"计划": found.title})
    raise NotFound("form_not_found", "只有 Excel（xlsx）和 CSV 两种格式。")


def _lines(found: Plan) -> list[PlanLine]:
    return list(queries.lines_of(Actor.public(), found))


def _items(line: PlanLine) -> str:
    return "、".join(one.item.title for one in queries.items_of(line)) or line.item_words
