"""The request every page and endpoint receives once the actor is known."""

from typing import Any

from django.http import HttpRequest

from tongjian.foundation.kernel.actor import Actor


class ActorRequest(HttpRequest):
    """`actor` is set by the face middleware; `htmx` by django-htmx."""

    actor: Actor
    htmx: Any
