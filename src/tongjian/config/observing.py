"""The outermost ring around every request: gives it an id, measures it, logs one line, counts it."""

import logging
import re
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongjian.config import metrics
from tongjian.config.logs import request_id
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.ids import new_id

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UNOBSERVED = ("/healthz", "/readyz", "/metrics")
logger = logging.getLogger("tongjian.request")


class ObservingMiddleware:
    """A proxy's request id is kept when it is one; the answer carries it, so a person can tell it to somebody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        token = request_id.set(given if _SANE.fullmatch(given) else str(new_id()))
        started = perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = request_id.get()
            if request.path not in _UNOBSERVED:
                _tell(request, response, perf_counter() - started)
            return response
        finally:
            request_id.reset(token)


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    actor: Actor = getattr(request, "actor", Actor.public())
    match = request.resolver_match
    facts = {
        "method": request.method,
        "route": match.route if match else "",
        "status": response.status_code,
        "duration_ms": round(seconds * 1000, 1),
        "actor": str(actor.user_id or ""),
        "agency": str(actor.agency_id or ""),
        "via": actor.via,
    }
    logger.info("request", extra=facts)
    if settings.METRICS:
        metrics.count_request(str(request.method), response.status_code, seconds)
