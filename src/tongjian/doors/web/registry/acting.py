"""One act on an entity: a form, an operation, and back to the entity."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from tongjian.doors.face import acts
from tongjian.doors.face.forms import Form
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.registry.models import Entity


def fill_in(
    request: ActorRequest, entity: Entity, form: Form, act: Callable[[dict[str, Any]], object], **words: str
) -> HttpResponse:
    """As `face.acts.fill_in`. `words`: title, submit, done."""
    back = entity.get_absolute_url()
    return acts.fill_in(request, form, act, template="registry/act.html", back=back, entity=entity, **words)
