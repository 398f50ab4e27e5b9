"""One form, one operation: how people change agencies and people."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import render_page
from tongjian.doors.web.org.forms import AgencyField
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict, require
from tongjian.foundation.org import queries
from tongjian.foundation.org.models import Agency, Officer, User

OFFERED = 1000


def fill_in(
    request: ActorRequest, form: Form, act: Callable[[dict[str, Any]], object], *, back: str, **words: Any
) -> HttpResponse:
    """As `face.acts.fill_in`. `words`: title, submit, done, section (about what), above (where that is); intro."""
    offered = offered_agencies(request, form)
    return acts.fill_in(request, form, act, template="org/act.html", back=back, **words, **offered)


def act_on(
    request: ActorRequest,
    subject: Agency | Officer | User,
    may: Verdict,
    form: Form,
    act: Callable[..., object],
    *,
    title: str,
    submit: str,
    done: str,
    intro: str = "",
) -> HttpResponse:
    """One act on one agency, officer or user: the operation gets its key, the page goes back to its page."""
    require(may)
    name = subject._meta.model_name
    back = reverse(f"org:{name}", args=[subject.pk])
    return fill_in(
        request, form, lambda data: act(actor=request.actor, **{f"{name}_id": subject.pk}, **data) and None, back=back,
        title=title, submit=submit, done=done, section=subject.name, above=back, intro=intro,
    )  # fmt: skip


def show_act(request: ActorRequest, form: Form, **words: str) -> HttpResponse:
    context = {"form": form, **words, **offered_agencies(request, form)}
    return render_page(request, "org/act.html", context, status=422 if form.errors else 200)


def offered_agencies(request: ActorRequest, form: Form) -> dict[str, Any]:
    """What may be typed where the form asks for an agency, so that the browser completes it."""
    if not any(isinstance(field, AgencyField) for field in form.fields.values()):
        return {}
    return {"agencies": queries.list_agencies(request.actor)[:OFFERED]}
