"""Addresses of consolidation, at /consolidation/. Codes begin with CH-, so that no word below is one."""

from django.urls import path

from tongjian.doors.web.consolidation import acts, rounds

app_name = "consolidation"

urlpatterns = [
    path("", rounds.round_list, name="list"),
    path("preview/", rounds.preview, name="preview"),
    path("open/", acts.open_round, name="open"),
    path("<str:code>/", rounds.round_detail, name="round"),
    path("<str:code>/publish/", acts.publish, name="publish"),
    path("<str:code>/<int:number>/", rounds.proposal_detail, name="proposal"),
    path("<str:code>/<int:number>/answer/", acts.answer, name="answer"),
    path("<str:code>/<int:number>/adopt/", acts.adopt, name="adopt"),
    path("<str:code>/<int:number>/drop/", acts.drop, name="drop"),
    path("<str:code>/<int:number>/lead/", acts.lead, name="lead"),
]
