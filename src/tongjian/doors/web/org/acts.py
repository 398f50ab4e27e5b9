"""One form, one operation: how people change agencies and people."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest


def posted(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def fill_in(
    request: ActorRequest, form: Form, act: Callable[[dict[str, Any]], object], *, back: str, **words: str
) -> HttpResponse:
    """Shows the form, or does the act and goes `back`. `words`: title, submit, done; section, above, intro optional.

    `above` is the address of the list that `section` names. What the act returns, if a text, is where to go instead.
    """
    if request.method == "POST" and form.is_valid():
        try:
            where = act(form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, words["done"])
            return redirect(where if isinstance(where, str) else back)
    context = {"form": form, "cancel_url": back, **words}
    return render_page(request, "org/act.html", context, status=422 if form.errors else 200)
