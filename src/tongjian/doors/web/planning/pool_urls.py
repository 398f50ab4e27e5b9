"""Addresses of pools of objects and of inspectors, at /pools/."""

from django.urls import path

from tongjian.doors.web.planning import inspectors
from tongjian.doors.web.planning import pool_views as views

app_name = "pools"

urlpatterns = [
    path("", views.pool_list, name="list"),
    path("inspectors/", inspectors.inspector_list, name="inspectors"),
    path("new/", views.pool_new, name="new"),
    path("<uuid:pool_id>/", views.pool_detail, name="detail"),
    path("<uuid:pool_id>/edit/", views.pool_edit, name="edit"),
    path("<uuid:pool_id>/members/", views.pool_members, name="members"),
    path("<uuid:pool_id>/changes/", views.pool_changes, name="changes"),
    path("<uuid:pool_id>/mark/", views.pool_mark, name="mark"),
]
