"""Search over everything one may see: the first few of each kind, and where all of them are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.inspections import queries as inspections
from tongjian.supervision.planning import queries as planning
from tongjian.supervision.registry import queries as registry

FOUND = 8


@dataclass(frozen=True, slots=True)
class Hit:
    name: str
    url: str
    note: str
    is_code: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `all_url` is the list with the same words, empty when everything is shown here."""

    title: str
    icon: str
    hits: Sequence[Hit]
    all_url: str


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """Entities by name or number, visits and draws by number, items, rules, agencies. An exact credit code goes
    straight there."""
    text = request.GET.get("q", "").strip()[:100]
    actor = request.actor
    if not text:
        return render(request, "workbench/search.html", {"text": text})
    entities = registry.list_entities(actor, registry.EntityFilter(words=text))
    exact: UUID | None = entities.filter(uscc=text.upper()).values_list("pk", flat=True).first()
    if exact:
        return redirect("registry:detail", exact)
    # In the order rows are kept: nothing is sorted.
    found = [
        Hit(entity.name, entity.get_absolute_url(), entity.uscc) for entity in entities.order_by("-pk")[: FOUND + 1]
    ]
    groups = [_group("监管对象", "building-store", found, "registry:list", words=text), *_others(actor, text)]
    context = {"text": text, "search_text": text, "groups": [group for group in groups if group.hits]}
    return render(request, "workbench/search.html", context)


def _others(actor: Actor, text: str) -> Iterable[Group]:
    visits = inspections.list_visits(actor, inspections.VisitFilter(text=text)).order_by("-pk")[: FOUND + 1]
    hits = [Hit(visit.entity.name, visit.get_absolute_url(), visit.number) for visit in visits]
    yield _group("联合检查", "clipboard-check", hits, "inspections:list", text=text)

    draws = planning.list_draws(actor, planning.DrawFilter(text=text)).order_by("-pk")[: FOUND + 1]
    hits = [Hit(draw.title, reverse("draws:detail", args=[draw.pk]), draw.key) for draw in draws]
    yield _group("联合抽取", "dice", hits, "draws:list", text=text)

    versions = catalog.list_versions(actor, catalog.ItemFilter(text=text))[: FOUND + 1]
    hits = [
        Hit(one.item.title, one.item.get_absolute_url(), one.item.agency_kind.title, is_code=False) for one in versions
    ]
    yield _group("监管事项", "checklist", hits, "catalog:list", text=text)

    today = timezone.localdate()
    rules = rulebook.list_parameters(actor, rulebook.ParameterFilter(text=text, on=today))[: FOUND + 1]
    hits = [Hit(rule.title, reverse("rulebook:parameter", args=[rule.pk]), rule.code) for rule in rules]
    yield _group("规则", "book", hits, "rulebook:parameters", text=text)

    agencies = org.list_agencies(actor, text=text)[: FOUND + 1] if actor.has("org.view") else ()
    hits = [Hit(agency.name, reverse("org:agency", args=[agency.pk]), agency.code) for agency in agencies]
    yield _group("机关", "building-community", hits, "org:agencies", text=text)


def _group(title: str, icon: str, hits: Sequence[Hit], page: str, **words: str) -> Group:
    all_url = f"{reverse(page)}?{urlencode(words)}" if len(hits) > FOUND else ""
    return Group(title, icon, hits[:FOUND], all_url)
