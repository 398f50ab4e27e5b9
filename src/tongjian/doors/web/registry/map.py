"""Entities on a sketch of the province: counts by city and county, points in clusters."""

import math
from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face import maps
from tongjian.doors.face.pages import render_page
from tongjian.doors.web.registry.forms import EntityFilterForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import find_region, names_of_regions
from tongjian.pure.codes import is_within, level_of, parent_of
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Premises

_SHADES = 5
_ACROSS = 22
"""Squares of a cluster side by side."""
_SMALLEST, _GROWTH = 9.0, 5.0
_LISTED = 50
_NEAREST = 0.0015
"""Degrees across and up that are shown at least: looking closer takes nothing apart any more."""


@dataclass(frozen=True, slots=True)
class Area:
    """A city or county of the sketch: `shade` from 0 (none) to 5 (most)."""

    outline: maps.Outline
    name: str
    count: int
    located: int
    shade: int
    url: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A cluster, or one entity, at its place on the sheet."""

    x: float
    y: float
    radius: float
    count: int
    name: str
    url: str


@require_safe
def entity_map(request: ActorRequest) -> HttpResponse:
    """`at` is the region shown, `box` a part of it; the filters are those of the list."""
    form = EntityFilterForm(request.GET, request.actor)
    wanted, at = form.to_filter(), _shown(request)
    counts, located = queries.count_by_region(request.actor, wanted), queries.count_located(request.actor, wanted)
    whole = maps.box_of(at)
    box = maps.read_box(request.GET.get("box", "")) if whole else None
    sheet = maps.Sheet(box or whole) if whole else None
    areas = _areas(request, at, sheet, counts, located) if sheet else []
    is_close = level_of(at) == "county" or box is not None
    context = {
        "filters": form,
        "region": find_region(at),
        "above": _link(request, at=parent_of(at)) if at != request.actor.region_code and parent_of(at) else "",
        "is_part": box is not None,
        "whole_url": _link(request, at=at),
        "list_url": _list_url(request, at),
        "sheet": sheet,
        "areas": areas,
        "is_close": is_close,
        "dots": _dots(request, at, sheet, wanted) if sheet and is_close else [],
        "here": _here(request, sheet, wanted) if sheet and is_close else [],
        "listed": _LISTED,
        "total": sum(counts[code] for code in counts if is_within(code, at)),
        "located": sum(located[code] for code in located if is_within(code, at)),
        "placeless": counts[""] if level_of(at) == "province" else 0,
    }
    return render_page(request, "registry/map.html", context)


def _shown(request: ActorRequest) -> str:
    """What is asked for, if it lies within what the person may see."""
    own = request.actor.region_code or ""
    at = request.GET.get("at") or request.GET.get("region") or own
    return at if is_within(at, own) and find_region(at) is not None else own


def _areas(
    request: ActorRequest, at: str, sheet: maps.Sheet, counts: Counter[str], located: Counter[str]
) -> list[Area]:
    drawn = maps.outlines(at, sheet)
    names = names_of_regions({one.code for one in drawn})
    totals = {one.code: sum(n for code, n in counts.items() if code and is_within(code, one.code)) for one in drawn}
    points = {one.code: sum(n for code, n in located.items() if code and is_within(code, one.code)) for one in drawn}
    most = max(totals.values(), default=0)
    return [
        Area(
            one,
            names.get(one.code, one.code),
            totals[one.code],
            points[one.code],
            math.ceil(_SHADES * totals[one.code] / most) if most else 0,
            _link(request, at=one.code),
        )
        for one in drawn
    ]


def _dots(request: ActorRequest, at: str, sheet: maps.Sheet, wanted: queries.EntityFilter) -> list[Dot]:
    box = sheet.box
    found = queries.clusters(request.actor, wanted, (box.west, box.south, box.east, box.north), _ACROSS)
    return [_dot(request, at, sheet, one) for one in sorted(found, key=lambda one: one.count)]


def _here(request: ActorRequest, sheet: maps.Sheet, wanted: queries.EntityFilter) -> list[Premises]:
    box = sheet.box
    found = queries.premises_within(request.actor, wanted, (box.west, box.south, box.east, box.north))
    return list(found[: _LISTED + 1])


def _dot(request: ActorRequest, at: str, sheet: maps.Sheet, one: queries.Cluster) -> Dot:
    x, y = sheet.place(one.longitude, one.latitude)
    west, south, east, north = one.bounds
    if one.entity_id is not None:
        url = reverse("registry:detail", args=[one.entity_id])
    else:
        url = _link(request, at=at, box=str(maps.Box(west, south, east, north).widened(_NEAREST)))
    radius = _SMALLEST + _GROWTH * math.log10(one.count)
    return Dot(round(x, 1), round(y, 1), round(radius, 1), one.count, one.name, url)


def _link(request: ActorRequest, **changed: str) -> str:
    state = _filters(request)
    for name, value in changed.items():
        state[name] = value
    return f"?{state.urlencode()}"


def _filters(request: ActorRequest) -> QueryDict:
    state = request.GET.copy()
    for name in ("at", "box", "region"):
        state.pop(name, None)
    return state


def _list_url(request: ActorRequest, at: str) -> str:
    state = _filters(request)
    state["region"] = at
    return f"../?{state.urlencode()}"
