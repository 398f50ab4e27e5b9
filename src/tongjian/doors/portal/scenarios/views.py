"""Public pages of 一件事: who comes together, for which items, and the one form they fill in."""

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Fact
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.scenarios import queries
from tongjian.supervision.scenarios.models import ScenarioVersion


class ScenarioForm(FilterForm):
    text = forms.CharField(label="名称", max_length=100)


@public
@require_safe
def scenario_list(request: ActorRequest) -> HttpResponse:
    form = ScenarioForm(request.GET)
    rows = queries.public_scenarios(**form.chosen)
    page = keyset_page(rows, order=("scenario__code",), cursor=request.GET.get("cursor", ""), size=20, count="capped")
    return render_page(request, "portal/scenarios/list.html", {"filters": form, "page": page})


@public
@require_safe
def scenario_detail(request: ActorRequest, code: str) -> HttpResponse:
    version = queries.get_public_scenario(code)
    context = {
        "version": version,
        "facts": _facts(version),
        "items": queries.items_of(version),
        "lines": queries.public_checklist(version),
    }
    return render_page(request, "portal/scenarios/detail.html", context)


def _facts(version: ScenarioVersion) -> list[Fact]:
    facts = [
        Fact("编号", version.scenario.code, kind="code"),
        Fact("在哪里实施", version.scenario.region.name),
        Fact("为什么是一件事", version.get_trigger_display()),
        Fact("检查频次", version.frequency_text),
        Fact("启用日期", version.valid_from),
        *(Fact(label, words) for label, words in queries.public_scope(version).items()),
    ]
    return [fact for fact in facts if fact.value]
