"""Matters that came back too often: who decides, who holds them meanwhile, and what was decided."""

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.casework.tabs import tabs_of
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.models import Arbitration
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest

_STATES = {"open": "待指定", "decided": "已指定", "withdrawn": "已终止"}
_TONES: dict[str, Tone] = {"open": "active", "decided": "good", "withdrawn": "off"}


class ArbitrationFilterForm(FilterForm):
    text = forms.CharField(label="事项", max_length=100, widget=forms.SearchInput)


@require_safe
def arbitrations(request: ActorRequest) -> HttpResponseBase:
    form = ArbitrationFilterForm(request.GET)
    rows = queries.list_arbitrations(request.actor)
    if text := form.chosen.get("text"):
        rows = rows.filter(title__icontains=text)
    table = Table(request, _columns(request.actor), rows, name="指定承办", order=("-asked_at",))
    tabs = tabs_of(request.actor, "arbitrations")
    return list_page(request, "casework/arbitrations.html", table=table, filters=form, tabs=tabs)


def _columns(actor: Actor) -> list[Column[Arbitration]]:
    def url(row: Arbitration) -> str:
        """Whoever sent the matter back no longer sees it, only what becomes of it."""
        return row.url if actor.agency_id in (row.arbiter_id, row.holder_id or row.temporary_id) else ""

    return [
        Column("title", "事项", lambda row: row.title, url=url),
        Column("state", "状态", lambda row: _STATES[_state(row)], kind="badge", tone=lambda row: _TONES[_state(row)]),
        Column("arbiter", "裁定机关", lambda row: row.arbiter.name),
        Column("temporary", "暂持机关", lambda row: row.temporary.name),
        Column("refusing", "退回机关", lambda row: row.refusing.name),
        Column("holder", "指定承办机关", lambda row: row.holder.name if row.holder else ""),
        Column("asked", "报请时间", lambda row: row.asked_at, kind="datetime", sort="asked_at"),
        Column("decided", "决定时间", lambda row: row.decided_at, kind="datetime", sort="decided_at"),
    ]


def _state(row: Arbitration) -> str:
    if row.withdrawn_at:
        return "withdrawn"
    return "decided" if row.decided_at else "open"
