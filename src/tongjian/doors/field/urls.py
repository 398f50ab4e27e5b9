from django.urls import URLPattern, URLResolver, path

from tongjian.doors.field import acts, views

app_name = "field"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.today, name="today"),
    path("visits/<uuid:visit_id>/", views.visit, name="visit"),
    path("visits/<uuid:visit_id>/code/", views.code, name="code"),
    path("visits/<uuid:visit_id>/entry/", acts.enter, name="enter"),
    path("visits/<uuid:visit_id>/exit/", acts.leave, name="leave"),
    path("visits/<uuid:visit_id>/items/<uuid:item_id>/", views.item, name="item"),
    path("visits/<uuid:visit_id>/items/<uuid:item_id>/save/", acts.save_item, name="save-item"),
    path("visits/<uuid:visit_id>/items/<uuid:item_id>/clean/", acts.pass_item, name="pass-item"),
    path("visits/<uuid:visit_id>/submit/", acts.submit, name="submit"),
]
