"""From a view to an answer: whole page, htmx partial, list with its export."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.tables import Table
from tongjian.foundation.kernel.http import ActorRequest


def wants_partial(request: ActorRequest) -> bool:
    """True for an htmx swap; False for a full page, for hx-boost and for htmx going back in history."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: ActorRequest, template: str, context: dict[str, Any], *, partial: str = "", status: int = 200
) -> HttpResponse:
    """One template, two answers: the whole page, or the named partial inside it."""
    name = f"{template}#{partial}" if partial and wants_partial(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Boosted", "HX-History-Restore-Request"))
    return response


def list_page(
    request: ActorRequest,
    template: str,
    *,
    table: Table[Any],
    filters: FilterForm | None = None,
    partial: str = "results",
    **context: Any,
) -> HttpResponseBase:
    """A list: the page, its results after a filter changed, or the file of what it shows."""
    if table.is_export:
        return table.export()
    return render_page(request, template, {"table": table, "filters": filters, **context}, partial=partial)


def notice(request: ActorRequest, sentence: str, *, is_warning: bool = False) -> None:
    """Says once, on the next page, what has happened."""
    (messages.warning if is_warning else messages.success)(request, sentence)
