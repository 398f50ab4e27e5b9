from django.urls import path

from tongjian.doors.web.rulebook import changes, views

app_name = "rulebook"

urlpatterns = [
    path("", views.parameters, name="parameters"),
    path("checks/", views.checks, name="checks"),
    path("terms/", views.terms, name="terms"),
    path("calendar/", views.calendar, name="calendar"),
    path("changes/", changes.change_list, name="changes"),
    path("<uuid:parameter_id>/", views.parameter, name="parameter"),
    path("<uuid:parameter_id>/change/", changes.propose, name="propose"),
    path("changes/<uuid:change_id>/approve/", changes.approve, name="approve"),
    path("changes/<uuid:change_id>/reject/", changes.reject, name="reject"),
]
