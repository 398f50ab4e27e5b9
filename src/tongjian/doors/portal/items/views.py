"""Public items: what departments may check, by which law, and what exactly they look at. Also as open data."""

from typing import Any

import segno
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.portal.data.answers import LICENCE, data_response, dumped, licensed, plain
from tongjian.doors.portal.data.datasets import DATASETS
from tongjian.doors.portal.items.columns import COLUMNS
from tongjian.doors.portal.items.facets import facet_groups
from tongjian.doors.portal.items.forms import PublicItemForm
from tongjian.doors.portal.laws.links import clause_links
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.scenarios.queries import public_scenarios_with


@public
@require_safe
def item_list(request: ActorRequest) -> HttpResponse:
    form = PublicItemForm(request.GET)
    rows = queries.public_versions(**form.chosen)
    page = keyset_page(rows, order=("item__code",), cursor=request.GET.get("cursor", ""), size=20, count="capped")
    context = {
        "filters": form,
        "groups": facet_groups(form.chosen, request.GET),
        "page": page,
        "query": request.GET.urlencode(),
        "licence": LICENCE,
    }
    return render_page(request, "portal/items/list.html", context)


@public
@require_safe
def item_detail(request: ActorRequest, code: str) -> HttpResponse:
    return render_page(request, "portal/items/detail.html", _shown(request, code))


@public
@require_safe
def item_print(request: ActorRequest, code: str) -> HttpResponse:
    """One item on paper: to hang up, or to take along."""
    return render_page(request, "portal/items/print.html", _shown(request, code))


def _shown(request: ActorRequest, code: str) -> dict[str, Any]:
    item, version = queries.get_public(code)
    points = queries.check_points(version)
    cited = queries.clauses_of_points(points)
    address = request.build_absolute_uri(reverse("portal:item", args=[item.code]))
    return {
        "item": item,
        "version": version,
        "facts": _facts(item, version),
        "clauses": clause_links(queries.public_clauses([version]).get(version.pk, [])),
        "points": [(point, clause_links(cited.get(point.pk, []))) for point in points],
        "versions": queries.versions_of(Actor.public(), item),
        "scenarios": public_scenarios_with(item.pk),
        "address": address,
        "qr": str(segno.make(address, error="m").svg_inline(omitsize=True)),
    }


@public
@require_safe
def items_csv(request: ActorRequest) -> HttpResponseBase:
    """What the list shows, all of it."""
    return _file(request, "csv")


@public
@require_safe
def items_json(request: ActorRequest) -> HttpResponseBase:
    return _file(request, "json")


def _file(request: ActorRequest, kind: str) -> HttpResponseBase:
    rows = queries.public_versions(**PublicItemForm(request.GET).chosen)
    return data_response(request, DATASETS["items"], kind, rows.iterator(chunk_size=2000))


@public
@require_safe
def item_json(request: ActorRequest, code: str) -> HttpResponseBase:
    """One item with its check points."""
    _, version = queries.get_public(code)
    points = [
        {"number": point.number, "content": point.content, "method": point.method}
        for point in queries.check_points(version)
    ]
    told = {"licence": LICENCE, **plain(COLUMNS, version), "check_points": points}
    return licensed(HttpResponse(dumped(told), content_type="application/json"))


def _facts(item: Item, version: ItemVersion) -> list[Fact]:
    skipped = {"name", "department", "checklist", "version", "valid_until", "region"}
    facts = [Fact("哪个部门检查", item.agency_kind.title)]
    facts += [Fact(column.label, column.value(version)) for column in COLUMNS if column.key not in skipped]
    facts.append(Fact("被哪个事项替代", item.successor.title if item.successor else ""))
    return [fact for fact in facts if fact.value not in (None, "")]
