"""One act of one form: the page every act on an agency or a person shares."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest


@dataclass(frozen=True, slots=True)
class Act:
    """What the page says: `name` and `url` are those of the thing acted on."""

    title: str
    submit: str
    name: str
    url: str
    list_label: str
    list_url: str
    intro: str = ""


def act_page(request: ActorRequest, act: Act, form: Form, do: Callable[[], object], done: str) -> HttpResponse:
    """Draws the form, or does the act and goes back to the thing; a refusal stays on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, done)
            return redirect(act.url)
    return render(request, "org/act.html", {"act": act, "form": form}, status=422 if form.errors else 200)
