"""Addresses of the style guide and of pages that exist only to try the face."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import include, path

from tongjian.doors.face.forms import FilterForm, Form
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.styleguide import styleguide
from tongjian.doors.face.tables import Column, Table
from tongjian.foundation.kernel.errors import NotAllowed, NotFound
from tongjian.foundation.org.models import Region

COLUMNS = [
    Column("name", "名称", lambda region: region.name, url=lambda region: f"#{region.code}", sort="name"),
    Column("code", "代码", lambda region: region.code, kind="code", sort="code"),
    Column("from", "设立日期", lambda region: region.valid_from, kind="date", sort="valid_from"),
    Column("level", "层级", lambda region: region.get_level_display(), kind="badge", is_optional=True),
]


class RegionFilters(FilterForm):
    text = forms.CharField(label="名称", widget=forms.SearchInput)
    on = forms.DateField(label="日期", widget=forms.DateInput)


class PlanForm(Form):
    name = forms.RegexField("^[^#]*$", label="计划名称", max_length=20)
    note = forms.CharField(label="说明", widget=forms.Textarea, required=False)


@public
def regions(request):
    form = RegionFilters(request.GET)
    rows = Region.objects.filter(code__startswith="9", name__contains=form.chosen.get("text", ""))
    table = Table(request, COLUMNS, rows, name="行政区划", order=("code",))
    return list_page(request, "face/tests/list.html", table=table, filters=form)


@public
def plan(request):
    form = PlanForm(request.POST or None)
    if form.is_valid():
        notice(request, "已提交。")
        return redirect("web:regions")
    status = 422 if form.errors else 200
    return TemplateResponse(request, "face/styleguide/form.html", {"form": form}, status=status)


@public
def refused(request, kind):
    raise {"hidden": NotFound, "forbidden": NotAllowed}[kind]("because", "这件事不归您管。", "《某办法》第三条")


@public
def broken(request):
    raise ZeroDivisionError


web = [
    path("regions/", regions, name="regions"),
    path("plan/", plan, name="plan"),
    path("", lambda request: HttpResponse(), name="workbench"),
    path("search/", lambda request: HttpResponse(), name="search"),
]
urlpatterns = [
    path("", lambda request: HttpResponse(), name="root"),
    path("face/", styleguide),
    path("face/<str:page>/", styleguide),
    path("refused/<str:kind>/", refused),
    path("broken/", broken),
    path("web/", include((web, "web"))),
    path("public/", include("tongjian.doors.portal.urls")),
]
