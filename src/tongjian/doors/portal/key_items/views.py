"""Public pages of key items: what is watched above all, why, and which departments answer for it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Fact
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.supervision.key_items import queries
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.queries import LevelWords


class KeyItemForm(FilterForm):
    text = forms.CharField(label="名称", max_length=100)
    area = forms.ChoiceField(label="重点领域")
    region = forms.ChoiceField(label="地方")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("area", [(code, term.label) for code, term in queries.areas().items()], first="全部")
        self.offer("region", regions_to_choose().values_list("code", "name"), first="全部")


@public
@require_safe
def key_item_list(request: ActorRequest) -> HttpResponse:
    form = KeyItemForm(request.GET)
    rows = queries.public_key_items(**form.chosen)
    page = keyset_page(
        rows, order=("area", "key_item__code"), cursor=request.GET.get("cursor", ""), size=20, count="capped"
    )
    context = {"filters": form, "page": page, "lines": _lines(page)}
    return render_page(request, "portal/key_items/list.html", context)


def _lines(versions: Iterable[KeyItemVersion]) -> list[tuple[KeyItemVersion, str, list[LevelWords]]]:
    """Each with the name of its area and its departments."""
    names = queries.area_names()
    return [
        (version, names.get(version.area, version.area), queries.levels_of(version.responsibilities.all()))
        for version in versions
    ]


@public
@require_safe
def key_item_detail(request: ActorRequest, code: str) -> HttpResponse:
    version = queries.get_public_key_item(code)
    context = {
        "version": version,
        "facts": _facts(version),
        "levels": queries.levels_of(version.responsibilities.all()),
        "items": queries.items_of(version),
        "shares": queries.shares_of(version),
    }
    return render_page(request, "portal/key_items/detail.html", context)


def _facts(version: KeyItemVersion) -> list[Fact]:
    facts = [
        Fact("编号", version.key_item.code, kind="code"),
        Fact("在哪里", version.key_item.region.name),
        Fact("重点领域", queries.area_names().get(version.area, version.area)),
        Fact("为什么是重点", version.reason),
        Fact("得分", f"{version.total}（满分 100，门槛 {version.threshold}）"),
        Fact("未达门槛仍列入的理由", version.exception),
        Fact("从哪天起", version.valid_from, kind="date"),
    ]
    return [fact for fact in facts if fact.value]
