from django.urls import path

from tongjian.doors.web.imports import feeds, mappings, quality, views

app_name = "imports"

urlpatterns = [
    path("", views.batch_list, name="list"),
    path("new/", views.upload, name="upload"),
    path("columns/", mappings.mappings, name="mappings"),
    path("columns/<int:mapping_id>/", mappings.mapping, name="mapping"),
    path("columns/<int:mapping_id>/forget/", mappings.forget, name="forget"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/new/", feeds.open_feed, name="open-feed"),
    path("feeds/<uuid:feed_id>/switch/", feeds.switch, name="switch-feed"),
    path("quality/", quality.quality, name="quality"),
    path("<uuid:batch_id>/", views.batch_detail, name="detail"),
    path("<uuid:batch_id>/columns/", views.columns, name="columns"),
    path("<uuid:batch_id>/apply/", views.apply, name="apply"),
    path("<uuid:batch_id>/progress/", views.progress, name="progress"),
    path("<uuid:batch_id>/report/", views.report, name="report"),
    path("<uuid:batch_id>/refuse/", views.refuse, name="refuse"),
    path("<uuid:batch_id>/undo/", views.undo, name="undo"),
]
