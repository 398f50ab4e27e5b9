"""Addresses of scenarios, at /scenarios/. Codes are upper case, so that no word below is one."""

from django.urls import path

from tongjian.doors.web.scenarios import acts, checklist, views

app_name = "scenarios"

urlpatterns = [
    path("", views.scenario_list, name="list"),
    path("new/", views.scenario_new, name="new"),
    path("count/", views.count, name="count"),
    path("versions/<uuid:version_id>/submit/", acts.submit, name="submit"),
    path("versions/<uuid:version_id>/publish/", acts.publish, name="publish"),
    path("versions/<uuid:version_id>/return/", acts.reasoned, {"act": "return"}, name="return"),
    path("versions/<uuid:version_id>/stop/", acts.reasoned, {"act": "stop"}, name="stop"),
    path("versions/<uuid:version_id>/join/", checklist.join, name="join"),
    path("joints/<uuid:joint_id>/part/", checklist.part, name="part"),
    path("<str:code>/", views.scenario_detail, name="detail"),
    path("<str:code>/checklist/", checklist.checklist, name="checklist"),
    path("<str:code>/edit/", views.scenario_edit, name="edit"),
    path("<str:code>/compare/", views.compare, name="compare"),
]
