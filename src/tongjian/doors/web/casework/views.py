"""What waits for a person, and the time limits of the agency."""

from datetime import datetime, time, timedelta
from functools import partial

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page
from tongjian.doors.face.parts import ClockFace
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.casework.tabs import tabs_of
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.workdays import Calendar

STATES = {
    "running": "计时中",
    "near": "即将到期",
    "expired": "已超期",
    "suspended": "已中止",
    "unset": "未设定时限",
}


class TodoFilterForm(FilterForm):
    text = forms.CharField(label="事项", max_length=100, widget=forms.SearchInput)


class ClockFilterForm(FilterForm):
    text = forms.CharField(label="事项", max_length=100, widget=forms.SearchInput)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *STATES.items()])
    due_on = forms.DateField(label="到期日")


@require_safe
def todos(request: ActorRequest) -> HttpResponseBase:
    form = TodoFilterForm(request.GET)
    rows = queries.list_todos(request.actor)
    if text := form.chosen.get("text"):
        rows = rows.filter(title__icontains=text)
    table = Table(
        request, _todo_columns(rulebook.calendar()), rows, name="待办", order=("clock__due_at", "created_at")
    )
    return list_page(
        request,
        "casework/todos.html",
        table=table,
        filters=form,
        tabs=tabs_of(request.actor, "todos"),
        entrusted=[post for post in org.posts_to_act_in(request.actor) if post.pk != request.actor.post_id],
    )


@require_safe
def clocks(request: ActorRequest) -> HttpResponseBase:
    form = ClockFilterForm(request.GET)
    rows = _in_state(queries.list_open_clocks(request.actor), form.chosen.get("state", ""))
    if text := form.chosen.get("text"):
        rows = rows.filter(title__icontains=text)
    if due_on := form.chosen.get("due_on"):
        first = timezone.make_aware(datetime.combine(due_on, time.min))
        rows = rows & queries.clocks_due_between(request.actor, first, first + timedelta(days=1)).order_by()
    columns = _clock_columns(rulebook.calendar())
    table = Table(request, columns, rows, name="时限", order=("due_at", "started_at"))
    return list_page(request, "casework/clocks.html", table=table, filters=form, tabs=tabs_of(request.actor, "clocks"))


def _in_state(rows: QuerySet[Clock], state: str) -> QuerySet[Clock]:
    return rows.filter(queries.CLOCK_STATES[state]) if state else rows


def _todo_columns(calendar: Calendar) -> list[Column[Todo]]:
    def face(todo: Todo) -> ClockFace | str:
        return clock_face(todo.clock, calendar) if todo.clock else ""

    return [
        Column("title", "事项", lambda todo: todo.title, url=lambda todo: todo.url),
        Column("clock", "时限", face, kind="clock", sort="clock__due_at"),
        Column("created", "产生时间", lambda todo: todo.created_at, kind="datetime", sort="created_at"),
    ]


def _clock_columns(calendar: Calendar) -> list[Column[Clock]]:
    return [
        Column("title", "事项", lambda clock: clock.title, url=lambda clock: clock.url),
        Column("clock", "时限", partial(clock_face, calendar=calendar), kind="clock"),
        Column("due", "到期时间", lambda clock: clock.due_at, kind="datetime", sort="due_at"),
        Column("started", "起算时间", lambda clock: clock.started_at, kind="datetime", sort="started_at"),
        Column("changes", "计时", lambda clock: clock.get_state_display(), url=Clock.get_absolute_url),
        Column("citation", "依据", lambda clock: clock.citation, note=lambda clock: f"规则 {clock.parameter_code}"),
    ]
