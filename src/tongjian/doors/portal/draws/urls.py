"""Addresses of public draws, in the portal's namespace at /public/draws/."""

from django.urls import path

from tongjian.doors.portal.draws import views

urlpatterns = [
    path("", views.draw_list, name="draws"),
    path("fairness/", views.draw_fairness, name="draw-fairness"),
    path("find/", views.draw_find, name="draw-find"),
    path("<str:key>/<int:version>/", views.draw_detail, name="draw"),
    path("<str:key>/<int:version>/files/<str:name>", views.draw_file, name="draw-file"),
]
