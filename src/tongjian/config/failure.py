"""What is shown when something broke: an outage says so and what to check (503), everything else is a bug (500)."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from tongjian.foundation.kernel.outages import Outage, outage_of

RETRY_SECONDS = "10"


def failed(request: HttpRequest) -> HttpResponse:
    """Django calls it while it handles the exception. Drawn without the request: it may need what is missing."""
    error = sys.exc_info()[1]
    outage = outage_of(error) if error else None
    if outage is None:
        return HttpResponse(render_to_string("500.html"), status=500)
    response = _as_json(outage) if request.path.startswith("/api/") else _as_page(outage)
    response["Retry-After"], response["Cache-Control"] = RETRY_SECONDS, "no-store"
    return response


def _as_page(outage: Outage) -> HttpResponse:
    return HttpResponse(render_to_string("503.html", {"outage": outage}), status=503)


def _as_json(outage: Outage) -> HttpResponse:
    """As every other problem of the API (RFC 9457)."""
    problem = {"type": "about:blank", "title": outage.sentence, "status": 503, "code": outage.code, "citation": ""}
    return JsonResponse(problem, status=503, content_type="application/problem+json")
