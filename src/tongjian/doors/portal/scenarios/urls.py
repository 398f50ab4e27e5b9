from django.urls import path

from tongjian.doors.portal.scenarios import views

urlpatterns = [
    path("scenarios/", views.scenario_list, name="scenarios"),
    path("scenarios/<str:code>/", views.scenario_detail, name="scenario"),
]
