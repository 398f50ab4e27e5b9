"""Who acts, and what a refusal looks like."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from tongjian.doors.face.devices import sign_in_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.org import operations, queries

GetResponse = Callable[[HttpRequest], HttpResponse]
LAST_SEEN, A_MINUTE = "last_seen", 60
PUBLIC_VIEW = "is_public_view"
SECOND_STEP_VIEW = "is_second_step_view"


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Marks a view that needs no sign-in. Everything else does."""
    setattr(view, PUBLIC_VIEW, True)
    return view


def second_step_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view that may be used between password and second step."""
    setattr(view, SECOND_STEP_VIEW, True)
    return view


class IdleMiddleware:
    """A session ends SESSION_COOKIE_AGE after the last request, give or take a minute: it is put off at most once a
    minute, so that pages which ask again and again do not write each time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get(LAST_SEEN, 0) > A_MINUTE:
            request.session[LAST_SEEN] = int(time.time())
            if sign_in_id := sign_in_of(request):
                operations.touch_session(actor=_themselves(request), sign_in_id=sign_in_id)
        return self.get_response(request)


def _themselves(request: HttpRequest) -> Actor:
    """The person in no post: enough to say that one is still there."""
    return Actor(name=str(request.user), via="web", user_id=request.user.pk)


class ActorMiddleware:
    """Sets `request.actor` and sends whoever is not fully signed in to the sign-in page, unless the view is public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.awaits_second_step = self._who(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def _who(self, request: HttpRequest) -> tuple[Actor, bool]:
        """The actor, and whether the second step is still to come: the password was right, but no device has spoken
        in this session, also when it was enrolled or changed in another one."""
        seat = queries.seat_of(request.user, post_id=request.session.get("post_id"), via="web")
        is_verified: Callable[[], bool] = request.user.is_verified  # type: ignore[union-attr]  # by OTPMiddleware
        if seat.has_second_factor and not is_verified():
            return Actor.public(), True
        return seat.actor, False

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, PUBLIC_VIEW, False):
            return None
        if not request.user.is_authenticated:
            return _detour(request, "org:sign-in")
        if request.awaits_second_step and not getattr(view, SECOND_STEP_VIEW, False):  # type: ignore[attr-defined]
            return _detour(request, "org:second-step")
        return None


def _detour(request: HttpRequest, url_name: str) -> HttpResponse:
    """Afterwards the person comes back to where they wanted to be; what was posted cannot be repeated."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    return redirect(f"{reverse(url_name)}?{urlencode({'next': back})}" if back else reverse(url_name))


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
