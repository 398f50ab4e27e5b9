"""Addresses of key items, at /key-items/. Codes are upper case, so that no word below is one."""

from django.urls import path

from tongjian.doors.web.key_items import acts, views

app_name = "key_items"

urlpatterns = [
    path("", views.key_item_list, name="list"),
    path("new/", views.key_item_new, name="new"),
    path("versions/<uuid:version_id>/score/", acts.score, name="score"),
    path("versions/<uuid:version_id>/submit/", acts.submit, name="submit"),
    path("versions/<uuid:version_id>/publish/", acts.publish, name="publish"),
    path("versions/<uuid:version_id>/return/", acts.reasoned, {"act": "return"}, name="return"),
    path("versions/<uuid:version_id>/review/", acts.review, name="review"),
    path(
        "versions/<uuid:version_id>/propose-removal/",
        acts.reasoned,
        {"act": "propose_removal"},
        name="propose-removal",
    ),
    path(
        "versions/<uuid:version_id>/refuse-removal/", acts.reasoned, {"act": "refuse_removal"}, name="refuse-removal"
    ),
    path("versions/<uuid:version_id>/remove/", acts.remove, name="remove"),
    path("<str:code>/", views.key_item_detail, name="detail"),
    path("<str:code>/edit/", views.key_item_edit, name="edit"),
]
