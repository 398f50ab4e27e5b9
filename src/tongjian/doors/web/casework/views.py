"""To-dos."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongjian.foundation.casework import queries
from tongjian.foundation.kernel.http import ActorRequest

SHOWN = 200


@require_safe
def todos(request: ActorRequest) -> HttpResponse:
    return render(request, "casework/todos.html", {"todos": queries.list_todos(request.actor)[:SHOWN]})
