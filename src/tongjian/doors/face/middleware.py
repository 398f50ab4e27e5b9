"""Who acts, and what a refusal looks like."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.org import queries

GetResponse = Callable[[HttpRequest], HttpResponse]
PUBLIC_VIEW = "is_public_view"
SECOND_STEP_VIEW = "is_second_step_view"
AWAITS_SECOND_STEP = "awaits_second_step"
"""Session key: the password was right, the code of the second step is still to come."""


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Marks a view that needs no sign-in. Everything else does."""
    setattr(view, PUBLIC_VIEW, True)
    return view


def second_step_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view that may be used between password and second step."""
    setattr(view, SECOND_STEP_VIEW, True)
    return view


class ActorMiddleware:
    """Sets `request.actor` and sends whoever is not fully signed in to the sign-in page, unless the view is public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self._actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor:
        if not request.user.is_authenticated or request.session.get(AWAITS_SECOND_STEP):
            return Actor.public()
        return queries.actor_for(request.user, post_id=request.session.get("post_id"), via="web")

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, PUBLIC_VIEW, False):
            return None
        if request.user.is_authenticated:
            awaits = request.session.get(AWAITS_SECOND_STEP) and not getattr(view, SECOND_STEP_VIEW, False)
            return redirect("org:second-step") if awaits else None
        return redirect(f"{reverse('org:sign-in')}?{urlencode({'next': request.get_full_path()})}")


class RefusalMiddleware:
    """A DomainError nobody caught becomes a page with its own status, never a 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        return render(request, "face/refusal.html", {"refusal": exception}, status=exception.status)
