"""Addresses of the public handbooks, in the portal's namespace at /public/handbooks/."""

from django.urls import path

from tongjian.doors.portal.handbooks import views

urlpatterns = [
    path("", views.handbook_list, name="handbooks"),
    path("<str:code>/", views.handbook, name="handbook"),
    path("<str:code>/handbook.json", views.handbook_json, name="handbook-json"),
    path("<str:code>/handbook.pdf", views.pdf, name="handbook-pdf"),
]
