"""One form, one operation: how people change agencies and people."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.org.forms import AgencyField
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import queries

OFFERED = 1000


def posted(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def fill_in(
    request: ActorRequest, form: Form, act: Callable[[dict[str, Any]], object], *, back: str, **words: str
) -> HttpResponse:
    """Shows the form, or does the act and goes `back`. What the act returns, if a text, is where to go instead.

    `words`: title, submit, done (with the form's values in braces), section (what it is about) and above (where that
    is); intro optional.
    """
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            where = act(form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, words["done"].format(**given))
            return redirect(where if isinstance(where, str) else back)
    return show_act(request, form, cancel_url=back, **words)


def show_act(request: ActorRequest, form: Form, **words: str) -> HttpResponse:
    context = {"form": form, **words, **offered_agencies(request, form)}
    return render_page(request, "org/act.html", context, status=422 if form.errors else 200)


def offered_agencies(request: ActorRequest, form: Form) -> dict[str, Any]:
    """What may be typed where the form asks for an agency, so that the browser completes it."""
    if not any(isinstance(field, AgencyField) for field in form.fields.values()):
        return {}
    return {"agencies": queries.list_agencies(request.actor)[:OFFERED]}
