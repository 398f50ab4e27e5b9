"""Addresses of draws, at /draws/."""

from django.urls import path

from tongjian.doors.web.planning import draw_forms as forms
from tongjian.doors.web.planning import draw_steps as steps
from tongjian.doors.web.planning import draw_views as views
from tongjian.doors.web.planning import slips

app_name = "draws"

urlpatterns = [
    path("", views.draw_list, name="list"),
    path("fairness/", views.draw_fairness, name="fairness"),
    path("new/", forms.draw_new, name="new"),
    path("<uuid:draw_id>/", views.draw_detail, name="detail"),
    path("<uuid:draw_id>/selected/", views.draw_selected, name="selected"),
    path("<uuid:draw_id>/frame/", slips.draw_frame, name="frame"),
    path("<uuid:draw_id>/slip/", slips.slip, name="slip"),
    path("<uuid:draw_id>/officers/", views.draw_officers, name="officers"),
    path("<uuid:draw_id>/files/<str:name>", views.draw_file, name="file"),
    path("<uuid:draw_id>/parties/", forms.draw_parties, name="parties"),
    path("<uuid:draw_id>/beacon/", forms.draw_beacon, name="beacon"),
    path("<uuid:draw_id>/abort/", forms.draw_abort, name="abort"),
    path("<uuid:draw_id>/redraw/", forms.draw_redraw, name="redraw"),
    path("<uuid:draw_id>/take/", steps.take, name="take"),
    path("<uuid:draw_id>/release/", steps.release, name="release"),
    path("<uuid:draw_id>/freeze/", steps.freeze, name="freeze"),
    path("<uuid:draw_id>/commit/", steps.commit, name="commit"),
    path("<uuid:draw_id>/hold/", steps.hold, name="hold"),
    path("<uuid:draw_id>/seal/", steps.seal, name="seal"),
    path("<uuid:draw_id>/reveal/", steps.reveal, name="reveal"),
    path("<uuid:draw_id>/reveal-held/", steps.reveal_held, name="reveal-held"),
    path("<uuid:draw_id>/run/", steps.run, name="run"),
    path("<uuid:draw_id>/progress/", steps.progress, name="progress"),
    path("<uuid:draw_id>/publish/", steps.publish, name="publish"),
]
