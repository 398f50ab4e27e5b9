"""What the agencies one oversees have not done in time."""

from functools import partial

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.casework.tabs import tabs_of
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import regions_to_choose
from tongjian.foundation.rulebook.queries import calendar
from tongjian.pure.codes import significant


class OverdueFilterForm(FilterForm):
    text = forms.CharField(label="事项或者责任机关", max_length=100, widget=forms.SearchInput)
    region = forms.ChoiceField(label="区划")


@require_safe
def overdue(request: ActorRequest) -> HttpResponseBase:
    form = OverdueFilterForm(request.GET)
    regions = [(row.code, row.name) for row in regions_to_choose(request.actor.region_code)]
    form.offer("region", regions, first="全部")
    rows = queries.list_overdue(request.actor)
    if text := form.chosen.get("text"):
        rows = rows.filter(title__icontains=text) | rows.filter(agency__name__icontains=text)
    if region := form.chosen.get("region"):
        rows = rows.filter(agency__region__code__startswith=significant(region))
    face = partial(clock_face, calendar=calendar())
    columns: list[Column[Clock]] = [
        Column("title", "事项", lambda clock: clock.title, url=Clock.get_absolute_url),
        Column("agency", "责任机关", lambda clock: clock.agency.name, sort="agency__code"),
        Column("region", "区划", lambda clock: clock.agency.region.name, sort="agency__region"),
        Column("clock", "时限", face, kind="clock"),
        Column("due", "到期时间", lambda clock: clock.due_at, kind="datetime", sort="due_at"),
        Column("citation", "依据", lambda clock: clock.citation, note=lambda clock: f"规则 {clock.parameter_code}"),
    ]
    table = Table(request, columns, rows, name="超期事项", order=("due_at", "started_at"))
    return list_page(
        request, "casework/overdue.html", table=table, filters=form, tabs=tabs_of(request.actor, "overdue")
    )
