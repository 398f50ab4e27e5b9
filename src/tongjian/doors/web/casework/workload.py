"""How much waits where, how much is overdue, and how much was done in time."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import xlsx_response
from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Chart
from tongjian.doors.face.tables import Column
from tongjian.doors.web.casework.tabs import tabs_of
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.queries import AgencyLoad
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import names_of_users

_CHARTED = 12
"""More bars than this cannot be told apart; the table has them all."""


class PeriodForm(FilterForm):
    days = forms.TypedChoiceField(label="统计期间", coerce=int, choices=[("30", "近 30 天"), ("90", "近 90 天")])


@require_safe
def workload(request: ActorRequest) -> HttpResponseBase:
    form = PeriodForm(request.GET)
    days = form.chosen.get("days") or 30
    loads = queries.loads_of_agencies(request.actor, days=days)
    if request.GET.get("export") == "xlsx":
        return xlsx_response(
            _columns(), loads, "工作量", about={"统计期间": f"近 {days} 天", "导出人": request.actor.name}
        )
    return _page(request, days, loads)


def _page(request: ActorRequest, days: int, loads: Sequence[AgencyLoad]) -> HttpResponse:
    people = queries.loads_of_people(request.actor, days=days)
    names = names_of_users(row.user_id for row in people)
    busiest = sorted(loads, key=lambda row: (-row.overdue, -row.todos, row.agency.code))[:_CHARTED]
    context = {
        "days": days,
        "loads": [(row, shown_share(row)) for row in loads],
        "people": [(names.get(row.user_id, "—"), row) for row in people],
        "option": _option(busiest),
        "rows": Chart(
            ("机关", "待办", "超期"), [(row.agency.name, row.todos, row.overdue) for row in busiest], "待办和超期事项"
        ),
        "is_cut": len(loads) > _CHARTED,
        "charted": _CHARTED,
        "tabs": tabs_of(request.actor, "workload"),
    }
    return render_page(request, "casework/workload.html", context)


def shown_share(row: AgencyLoad) -> str:
    """Met in time of those ended; rounded down, so that 100 % is never said of less."""
    return "—" if row.in_time is None else f"{int(row.in_time * 100)}%"


def _columns() -> list[Column[AgencyLoad]]:
    return [
        Column("agency", "机关", lambda row: row.agency.name),
        Column("region", "区划", lambda row: row.agency.region.name),
        Column("todos", "待办", lambda row: row.todos, kind="number"),
        Column("running", "计时中", lambda row: row.running, kind="number"),
        Column("overdue", "超期未办", lambda row: row.overdue, kind="number"),
        Column("met", "按期完成", lambda row: row.met, kind="number"),
        Column("met_late", "逾期完成", lambda row: row.met_late, kind="number"),
        Column("share", "按期率", shown_share),
    ]


def _option(rows: Sequence[AgencyLoad]) -> dict[str, Any]:
    """Bars lie down, because names of agencies are long; the first row is at the top."""
    return {
        "legend": {"top": 0},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": [row.agency.name for row in rows]},
        "series": [
            {"type": "bar", "name": "待办", "data": [row.todos for row in rows]},
            {"type": "bar", "name": "超期", "data": [row.overdue for row in rows]},
        ],
    }
