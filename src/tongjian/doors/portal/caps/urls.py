"""Addresses of the public list of frequency caps, in the portal's namespace at /public/caps/."""

from django.urls import path

from tongjian.doors.portal.caps import views

urlpatterns = [
    path("", views.caps, name="caps"),
    path("caps.json", views.as_json, name="caps-json"),
]
