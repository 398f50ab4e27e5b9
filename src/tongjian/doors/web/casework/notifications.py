"""What a person was told of, read or not."""

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.casework.tabs import tabs_of
from tongjian.foundation.casework import operations, queries
from tongjian.foundation.casework.choices import NotificationKind, TodoState
from tongjian.foundation.casework.models import Notification
from tongjian.foundation.kernel.http import ActorRequest


class NotificationFilterForm(FilterForm):
    text = forms.CharField(label="内容", max_length=100, widget=forms.SearchInput)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), *NotificationKind.choices])
    unread = forms.ChoiceField(label="阅读", choices=[("", "全部"), ("yes", "未读")])


@require_safe
def notifications(request: ActorRequest) -> HttpResponseBase:
    form = NotificationFilterForm(request.GET)
    chosen = form.chosen
    of_actor = queries.unread_notifications if chosen.get("unread") else queries.list_notifications
    rows = of_actor(request.actor)
    if text := chosen.get("text"):
        rows = rows.filter(announcement__title__icontains=text)
    if kind := chosen.get("kind"):
        rows = rows.filter(announcement__kind=kind)
    table = Table(request, COLUMNS, rows, name="通知", order=("-at",))
    tabs = tabs_of(request.actor, "notifications")
    return list_page(request, "casework/notifications.html", table=table, filters=form, tabs=tabs)


@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    count = operations.mark_read(actor=request.actor)
    notice(request, f"已把 {count} 条通知标为已读。" if count else "没有未读的通知。")
    return redirect("casework:notifications")


def _reading(row: Notification) -> str:
    todo = row.announcement.todo
    if todo is not None and todo.state != TodoState.OPEN:
        return "已办结"
    return "已读" if row.read_at else "未读"


COLUMNS: list[Column[Notification]] = [
    Column("title", "内容", lambda row: row.announcement.title, url=lambda row: row.announcement.url),
    Column("kind", "类型", lambda row: row.announcement.get_kind_display()),
    Column("at", "时间", lambda row: row.at, kind="datetime", sort="at"),
    Column(
        "read",
        "阅读",
        _reading,
        kind="badge",
        tone=lambda row: "active" if _reading(row) == "未读" else "off",
    ),
]
