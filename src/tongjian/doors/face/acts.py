"""One form, one operation: how people change most things."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest


def posted(request: ActorRequest) -> Any:
    """What a form is bound to: nothing until it is sent."""
    return request.POST if request.method == "POST" else None


def fill_in(
    request: ActorRequest,
    form: Form,
    act: Callable[[dict[str, Any]], object],
    *,
    template: str,
    back: str,
    done: str | Callable[[dict[str, Any]], str],
    **context: Any,
) -> HttpResponse:
    """Shows the form, or does the act and goes `back`; what the act returns, if a text, is where to go instead.

    A refusal comes back on the form. `done` is said afterwards, or what it makes of the form's values. The template
    gets form, cancel_url and `context`.
    """
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            where = act(form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, done if isinstance(done, str) else done(given))
            return redirect(where if isinstance(where, str) else back)
    shown = {"form": form, "cancel_url": back, **context}
    return render_page(request, template, shown, status=422 if form.errors else 200)
