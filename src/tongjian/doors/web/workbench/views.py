"""The first page."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.parts import Tile
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.ledger.names import kind_in_words
from tongjian.doors.web.workbench.figures import year_card
from tongjian.foundation.casework import queries as casework
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections import queries as inspections
from tongjian.supervision.registry import queries as registry

SHOWN = 12
RECENT = 6
COMINGS_AND_GOINGS = ("user.signed_in", "user.signed_out", "user.post_chosen")


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    todo_count = casework.count_todos(actor) if actor.has("casework.view") else None
    lines = ledger.recent_of_agency(actor, RECENT, but=COMINGS_AND_GOINGS)
    context = {
        "todo_count": todo_count,
        "is_new_place": _is_new_place(actor),
        "tiles": [*_tiles_of_inspector(actor), *_tiles_of_desk(actor, todo_count)],
        "year": year_card(actor, timezone.localdate().year),
        "todos": casework.list_todos(actor)[:SHOWN],
        "clocks": casework.list_open_clocks(actor)[:SHOWN],
        "calendar": rulebook.calendar(),
        "entries": [
            replace(entry, label=f"{entry.label}（{kind_in_words(line.subject_kind)}）")
            for entry, line in zip(timeline_entries(lines, actor), lines, strict=True)
        ],
    }
    return render(request, "workbench/home.html", context)


def _is_new_place(actor: Actor) -> bool:
    """Nothing to supervise yet: whoever brings it in is shown the way."""
    if actor.has("org.manage_users"):
        return org.newest_place() is None
    return actor.has("planning.coordinate") and not registry.list_entities(actor, registry.EntityFilter()).exists()


def _tiles_of_inspector(actor: Actor) -> list[Tile]:
    """The way to the phone pages, for who goes out."""
    if not actor.has("inspections.enter"):
        return []
    count = inspections.visits_of_day(actor, timezone.localdate()).count()
    return [Tile("今日检查", count, reverse("field:today"), icon="clipboard-list")]


def _tiles_of_desk(actor: Actor, todo_count: int | None) -> list[Tile]:
    if todo_count is None:
        return []
    clocks, url = casework.count_clocks(actor), reverse("casework:clocks")
    return [
        Tile("待办", todo_count, reverse("casework:todos"), icon="list-check"),
        Tile(
            "已超期",
            clocks.expired,
            f"{url}?state=expired",
            icon="clock-exclamation",
            tone="late" if clocks.expired else "neutral",
        ),
        Tile(
            "即将到期",
            clocks.near,
            f"{url}?state=near",
            icon="hourglass",
            tone="soon" if clocks.near else "neutral",
        ),
        Tile("计时中", clocks.running, f"{url}?state=running", icon="clock"),
        *_tiles_of_watchers(actor),
    ]


def _tiles_of_watchers(actor: Actor) -> list[Tile]:
    """监督提醒 the department has not answered; nothing while there are none."""
    waiting = inspections.count_notices_to_answer(actor)
    url = f"{reverse('inspections:watch')}?state=mine"
    return [Tile("监督提醒待答复", waiting, url, icon="radar", tone="soon")] if waiting else []
