"""The first page, search over everything, and what monitors ask."""

from uuid import UUID

from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongjian.doors.face.middleware import public
from tongjian.foundation.casework import queries as casework
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import queries as org
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.registry import policies as registry

SHOWN = 12
FOUND = 8


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "todos": casework.list_todos(actor)[:SHOWN],
        "todo_total": casework.count_todos(actor),
        "clocks": casework.list_open_clocks(actor)[:SHOWN],
        "changes": ledger.recent_of_agency(actor, SHOWN),
    }
    return render(request, "workbench/home.html", context)


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """Entities by name or code, items by name or code, agencies by name. An exact credit code goes straight there."""
    text = request.GET.get("q", "").strip()
    actor = request.actor
    if not text:
        return render(request, "workbench/search.html", {"text": text})
    entities = registry.visible_entities(actor)
    exact: UUID | None = entities.filter(uscc=text.upper()).values_list("pk", flat=True).first()
    if exact:
        return redirect("registry:entity", exact)
    context = {
        "text": text,
        "entities": [
            (entity.name, entity.uscc, reverse("registry:entity", args=[entity.pk]))
            for entity in entities.filter(name__icontains=text)[:FOUND]
        ],
        "items": catalog.list_versions(actor, catalog.ItemFilter(text=text))[:FOUND],
        "agencies": org.list_agencies(actor, text=text)[:FOUND],
    }
    return render(request, "workbench/search.html", context)


@public
@require_safe
def healthz(request: ActorRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: ActorRequest) -> HttpResponse:
    """The process and its database answer."""
    try:
        connection.cursor().execute("select 1")
    except DatabaseError:
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok"})
