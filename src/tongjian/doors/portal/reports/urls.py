from django.urls import path

from tongjian.doors.portal.reports import views

urlpatterns = [
    path("", views.report, name="report-entry"),
    path("state/", views.state, name="report-state"),
]
