"""Addresses of items, at /items/. Codes of items are upper case, so that no word below is one."""

from django.urls import path

from tongjian.doors.web.catalog import acts, adjusting, adoption, caps, days, files, many, views

app_name = "catalog"

urlpatterns = [
    path("", views.item_list, name="list"),
    path("new/", views.item_new, name="new"),
    path("submit/", many.submit_many, name="submit-many"),
    path("publish/", many.publish_many, name="publish-many"),
    path("adoption/", adoption.offered, name="adoption"),
    path("adoption/review/", adoption.review_adoptions, name="review-adoptions"),
    path("adjustments/", adjusting.adjustments, name="adjustments"),
    path("adjustments/<uuid:task_id>/", adjusting.adjustment, name="adjustment"),
    path("caps/", caps.caps, name="caps"),
    path("caps/new/", caps.new, name="new-cap"),
    path("caps/<uuid:cap_id>/", caps.cap, name="cap"),
    path("caps/<uuid:cap_id>/publish/", caps.publish, name="publish-cap"),
    path("caps/<uuid:cap_id>/return/", caps.send_back, name="return-cap"),
    path("caps/<uuid:cap_id>/end/", caps.end, name="end-cap"),
    path("as-of/", days.as_of, name="as-of"),
    path("quality/", days.quality, name="quality"),
    path("export/", files.export, name="export"),
    path("imports/<uuid:batch_id>/", files.preview, name="import-preview"),
    path("qualifications/", many.qualifications, name="qualifications"),
    path("checklists/", views.checklist_list, name="checklists"),
    path("checklists/<path:code>/", views.checklist_detail, name="checklist"),
    path("versions/<uuid:version_id>/", acts.review, name="review"),
    path("versions/<uuid:version_id>/submit/", acts.submit, name="submit"),
    path("versions/<uuid:version_id>/publish/", acts.publish, name="publish"),
    path("versions/<uuid:version_id>/return/", acts.reasoned, {"act": "return"}, name="return"),
    path("versions/<uuid:version_id>/retire/", acts.reasoned, {"act": "retire"}, name="retire"),
    path("versions/<uuid:version_id>/checklist/", acts.attach, name="attach"),
    path("<str:code>/", views.item_detail, name="item"),
    path("<str:code>/edit/", views.item_edit, name="edit"),
]
