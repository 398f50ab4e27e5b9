"""Addresses of public draws, at /public/draws/."""

from django.urls import path

from tongjian.doors.portal.draws import views

app_name = "portal-draws"

urlpatterns = [
    path("", views.draw_list, name="list"),
    path("find/", views.draw_find, name="find"),
    path("<str:key>/<int:version>/", views.draw_detail, name="detail"),
    path("<str:key>/<int:version>/files/<str:name>", views.draw_file, name="file"),
]
