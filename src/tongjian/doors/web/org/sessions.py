"""Where one is signed in, and ending it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.devices import SIGN_IN, device_of
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.org.signing import oneself_or
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.models import SignIn

SHOWN = 20


@require_safe
def session_list(request: ActorRequest, user_id: UUID | None = None) -> HttpResponse:
    """One's own, or for operators somebody's."""
    person, here = oneself_or(request, user_id), request.session.get(SIGN_IN, "")
    context = {
        "person": person,
        "is_own": person.pk == request.actor.user_id,
        "sessions": [_line(one, here) for one in queries.open_sessions(request.actor, person)],
        "past": [_line(one, here) for one in queries.past_sessions(request.actor, person)[:SHOWN]],
    }
    return render_page(request, "org/sessions.html", context)


def _line(sign_in: SignIn, here: str) -> tuple[SignIn, str, bool]:
    return sign_in, device_of(sign_in.agent), str(sign_in.pk) == here


@require_POST
def end(request: ActorRequest, sign_in_id: UUID) -> HttpResponse:
    sign_in = operations.end_session(actor=request.actor, sign_in_id=sign_in_id)
    notice(request, "会话已结束，那台设备须重新登录。")
    return redirect(_list_of(request, sign_in.user_id))


@require_POST
def end_others(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """All of one's own but this one; all of somebody else's."""
    but = request.session.get(SIGN_IN) if user_id == request.actor.user_id else None
    ended = operations.end_sessions(actor=request.actor, user_id=user_id, but=UUID(but) if but else None)
    notice(request, f"已结束 {ended} 个会话。" if ended else "没有其他会话。")
    return redirect(_list_of(request, user_id))


def _list_of(request: ActorRequest, user_id: UUID) -> str:
    if user_id == request.actor.user_id:
        return reverse("org:sessions")
    return reverse("org:sessions-of", args=[user_id])
