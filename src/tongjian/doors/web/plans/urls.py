"""Addresses of plans, at /annual-plans/. Codes begin with a place, so that no word below is one."""

from django.urls import path

from tongjian.doors.web.plans import acts, imports, lines, views

app_name = "plans"

urlpatterns = [
    path("", views.plan_list, name="list"),
    path("new/", views.plan_new, name="new"),
    path("files/<uuid:batch_id>/", imports.preview, name="import-preview"),
    path("lines/<uuid:line_id>/remove/", lines.remove, name="remove-line"),
    path("lines/<uuid:line_id>/cancel/", lines.cancel, name="cancel-line"),
    path("changes/<uuid:line_id>/approve/", acts.approve_change, name="approve-change"),
    path("changes/<uuid:line_id>/refuse/", acts.refuse_change, name="refuse-change"),
    path("<str:code>/", views.plan_detail, name="detail"),
    path("<str:code>/lines.xlsx", views.lines_xlsx, name="lines-xlsx"),
    path("<str:code>/lines/new/", lines.line_form, name="new-line"),
    path("<str:code>/lines/<int:number>/", lines.line_form, name="edit-line"),
    path("<str:code>/import/", imports.import_file, name="import"),
    path("<str:code>/act/<str:act>/", acts.plain, name="act"),
    path("<str:code>/act/<str:act>/reason/", acts.reasoned, name="reasoned"),
]
