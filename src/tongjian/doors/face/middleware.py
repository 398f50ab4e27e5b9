"""A refusal nobody caught becomes a page that says what, by which rule and what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongjian.foundation.kernel.errors import DomainError


class RefusalMiddleware:
    """A DomainError that leaves a view is answered with its own status, never with a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return render(request, "face/refusal.html", {"error": error}, status=error.status)
        return None
