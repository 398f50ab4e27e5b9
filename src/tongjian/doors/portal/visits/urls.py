from django.urls import path

from tongjian.doors.portal.visits import views

urlpatterns = [
    path("check-code/", views.check_code, name="check-code"),
    path("check-code/arrived/", views.confirm_arrival, name="confirm-arrival"),
    path("causes/", views.cause_figures, name="causes"),
    path("results/", views.result_list, name="results"),
    path("results/<uuid:team_id>/", views.result_detail, name="result"),
]
