"""What departments have published: at most so many visits of one enterprise."""

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog import queries

_ORDER = ("agency__code", "grade", "industry")


class PublicCapForm(FilterForm):
    text = forms.CharField(
        label="部门", max_length=100, widget=forms.TextInput(attrs={"placeholder": "例：市场监督管理"})
    )
    region = forms.ChoiceField(label="地区")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = [(row.code, row.name) for row in regions_to_choose()]
        self.offer("region", places, first="不限")


@public
@require_safe
def caps(request: ActorRequest) -> HttpResponse:
    """What holds today; where nothing was published the rulebook's general cap does."""
    form, today = PublicCapForm(request.GET), timezone.localdate()
    rows = queries.list_caps(Actor.public(), queries.CapFilter(on=today, **form.chosen))
    page = keyset_page(rows, order=_ORDER, cursor=request.GET.get("cursor", ""), size=50, count="capped")
    general = rulebook.value_of("cap.visits_per_year", on=today)
    return render_page(request, "portal/caps/list.html", {"filters": form, "page": page, "general": general})


@public
@require_safe
def as_json(request: ActorRequest) -> HttpResponse:
    """All that hold today, for machines."""
    rows = queries.list_caps(Actor.public(), queries.CapFilter(on=timezone.localdate())).order_by(*_ORDER)
    found = [
        {
            "agency": cap.agency.name,
            "region": cap.agency.region_id,
            "level": cap.level,
            "entity_kind": cap.entity_kind,
            "industry": cap.industry,
            "grade": cap.grade,
            "times": cap.times,
            "years": cap.years,
            "citation": cap.citation,
            "valid_from": cap.valid_from.isoformat() if cap.valid_from else None,
            "valid_until": cap.valid_until.isoformat() if cap.valid_until else None,
        }
        for cap in rows
    ]
    return JsonResponse({"caps": found}, json_dumps_params={"ensure_ascii": False})
