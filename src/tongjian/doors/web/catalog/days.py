"""The whole list on one day or between two, and how good it is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import xlsx_response
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Change, Chart
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.catalog.forms import DayForm, FiguresForm
from tongjian.doors.web.catalog.table import AS_OF
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.queries import Comparison, Figures

SHOWN = 200
_CHARTED = 15
"""More bars than this cannot be told apart; the table has them all."""


@require_safe
def as_of(request: ActorRequest) -> HttpResponseBase:
    form = DayForm(request.GET)
    chosen = dict(form.chosen)
    on, than = chosen.pop("on", None) or timezone.localdate(), chosen.pop("than", None)
    if than is not None:
        return _compared(request, form, sorted((on, than)), chosen)
    rows = queries.published_versions(request.actor, on=on, **chosen)
    table = Table(request, AS_OF, rows, name=f"监管事项{on:%Y%m%d}", order=("item__code",))
    return list_page(request, "catalog/as_of.html", table=table, filters=form, on=on)


def _compared(request: ActorRequest, form: DayForm, days: Sequence[date], chosen: dict[str, Any]) -> HttpResponse:
    found = queries.compare_days(request.actor, days[0], days[1], **chosen)
    context = {
        "filters": form,
        "days": days,
        "found": found,
        "changed": [
            (change.after, change.before.number, [Change(one.label, one.before, one.after) for one in change.fields])
            for change in found.changed[:SHOWN]
        ],
        "added": found.added[:SHOWN],
        "removed": found.removed[:SHOWN],
        "is_cut": _longest(found) > SHOWN,
    }
    return render_page(request, "catalog/compare.html", context)


def _longest(found: Comparison) -> int:
    return max(len(found.added), len(found.changed), len(found.removed))


FIGURES: tuple[Column[Figures], ...] = (
    Column("title", "部门或地方", lambda one: one.title),
    Column("offered", "应办理（上级编制）", lambda one: one.offered, kind="number"),
    Column("adopted", "已领用", lambda one: one.adopted, kind="number"),
    Column("declined", "不领用", lambda one: one.declined, kind="number"),
    Column("waiting", "待审核", lambda one: one.waiting, kind="number"),
    Column("open", "尚未办理", lambda one: one.open, kind="number"),
    Column("rate", "领用率（%）", lambda one: one.adoption_rate if one.offered else None, kind="number"),
    Column("compiled", "本级编制", lambda one: one.compiled, kind="number"),
    Column("checklists", "检查表编制率（%）", lambda one: one.checklist_rate, kind="number"),
    Column("completeness", "要素完备度（%）", lambda one: one.completeness, kind="number"),
)


@require_safe
def quality(request: ActorRequest) -> HttpResponseBase:
    form = FiguresForm(request.GET)
    is_whole = not form.chosen
    if is_whole:
        figures, drawn = queries.province_figures(request.actor)
    else:
        figures = drawn = queries.quality_figures(request.actor, **form.chosen)
    if request.GET.get("export") == "xlsx":
        return xlsx_response(FIGURES, figures, "清单质量", about={"导出人": request.actor.name})
    drawn = sorted((one for one in drawn if one.offered), key=lambda one: (one.adoption_rate, one.key))
    lowest = drawn[:_CHARTED]
    caption = "各地领用率（%），由低到高" if is_whole else "领用率（%），由低到高"
    context = {
        "filters": form,
        "figures": figures,
        "columns": FIGURES[1:],
        "option": _bars(lowest),
        "rows": Chart(("部门或地方", "领用率（%）"), [(one.title, one.adoption_rate) for one in lowest], caption),
        "caption": caption,
        "is_cut": len(drawn) > _CHARTED,
        "charted": _CHARTED,
        "query": request.GET.urlencode(),
        "required": len(queries.REQUIRED),
    }
    return render_page(request, "catalog/quality.html", context)


def _bars(figures: Sequence[Figures]) -> dict[str, Any]:
    """Lowest on top: the axis of categories grows upwards."""
    shown = list(reversed(figures))
    return {
        "grid": {"left": 8, "right": 40, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "max": 100},
        "yAxis": {"type": "category", "data": [one.title for one in shown]},
        "series": [
            {"type": "bar", "data": [one.adoption_rate for one in shown], "label": {"show": True, "position": "right"}}
        ],
    }
