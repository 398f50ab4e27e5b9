from django.urls import path

from tongjian.doors.web.rulebook import changes, lists

app_name = "rulebook"

urlpatterns = [
    path("", lists.parameters, name="parameters"),
    path("checks/", lists.checks, name="checks"),
    path("terms/", lists.terms, name="terms"),
    path("calendar/", lists.calendar, name="calendar"),
    path("calendar/new/", changes.load_year, name="load-year"),
    path("changes/", lists.changes, name="changes"),
    path("changes/<uuid:change_id>/", changes.change_detail, name="change"),
    path("changes/<uuid:change_id>/approve/", changes.approve, name="approve"),
    path("changes/<uuid:change_id>/reject/", changes.reject, name="reject"),
    path("parameters/<str:code>/", lists.parameter_detail, name="parameter"),
    path("parameters/<str:code>/propose/", changes.propose, name="propose"),
]
