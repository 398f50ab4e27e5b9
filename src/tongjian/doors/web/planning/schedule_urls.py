"""Addresses of schedules, at /schedules/."""

from django.urls import path

from tongjian.doors.web.planning import schedules as views

app_name = "schedules"

urlpatterns = [
    path("", views.schedule_list, name="list"),
    path("new/", views.schedule_new, name="new"),
    path("<uuid:schedule_id>/", views.schedule_detail, name="detail"),
    path("<uuid:schedule_id>/progress/", views.progress, name="progress"),
    path("<uuid:schedule_id>/adopt/", views.adopt, name="adopt"),
    path("<uuid:schedule_id>/discard/", views.discard, name="discard"),
]
