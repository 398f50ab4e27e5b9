"""One act on an entity: a form, an operation, and back to the entity."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.registry.models import Entity


def fill_in(
    request: ActorRequest, entity: Entity, form: Form, act: Callable[[dict[str, Any]], object], **words: str
) -> HttpResponse:
    """Shows the form, or does the act and goes back to the entity. `words`: title, submit, done."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal, field=str(refusal.details.get("field", "")))
        else:
            notice(request, words["done"])
            return redirect(entity)
    context = {"form": form, "entity": entity, "cancel_url": entity.get_absolute_url(), **words}
    return render_page(request, "registry/act.html", context, status=422 if form.errors else 200)


def posted(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None
