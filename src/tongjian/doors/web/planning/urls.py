"""Addresses of demands, at /plans/."""

from django.urls import path

from tongjian.doors.web.planning import demand_views as views

app_name = "planning"

urlpatterns = [
    path("", views.demand_list, name="list"),
    path("new/", views.demand_new, name="new"),
    path("preview/", views.demand_preview, name="preview"),
    path("<uuid:demand_id>/", views.demand_detail, name="detail"),
    path("<uuid:demand_id>/edit/", views.demand_edit, name="edit"),
    path("<uuid:demand_id>/submit/", views.demand_submit, name="submit"),
    path("<uuid:demand_id>/withdraw/", views.demand_withdraw, name="withdraw"),
]
