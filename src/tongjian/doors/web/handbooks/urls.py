"""Addresses of handbooks, at /handbooks/. Codes are upper case, so that no word below is one."""

from django.urls import path

from tongjian.doors.web.handbooks import acts, lines, reports, views

app_name = "handbooks"

urlpatterns = [
    path("", views.handbook_list, name="list"),
    path("new/", views.handbook_new, name="new"),
    path("editions/<uuid:edition_id>/describe/", views.describe, name="describe"),
    path("editions/<uuid:edition_id>/regenerate/", acts.regenerate, name="regenerate"),
    path("editions/<uuid:edition_id>/confirm/", acts.confirm, name="confirm"),
    path("editions/<uuid:edition_id>/submit/", acts.submit, name="submit"),
    path("editions/<uuid:edition_id>/publish/", acts.publish, name="publish"),
    path("editions/<uuid:edition_id>/return/", acts.reasoned, {"act": "return"}, name="return"),
    path("editions/<uuid:edition_id>/stop/", acts.reasoned, {"act": "stop"}, name="stop"),
    path("editions/<uuid:edition_id>/lines/new/", lines.line_new, name="line-new"),
    path("editions/<uuid:edition_id>/edits/<uuid:edit_id>/drop/", lines.drop, name="drop-edit"),
    path("lines/<uuid:line_id>/", lines.line_edit, name="line"),
    path("lines/<uuid:line_id>/remove/", lines.line_remove, name="line-remove"),
    path("<str:code>/", views.handbook_detail, name="detail"),
    path("<str:code>/begin/", acts.begin, name="begin"),
    path("<str:code>/compare/", reports.compare, name="compare"),
    path("<str:code>/today/", reports.today, name="today"),
    path("<str:code>/concerned/", reports.concerned, name="concerned"),
    path("<str:code>/handbook.pdf", reports.pdf, name="pdf"),
]
