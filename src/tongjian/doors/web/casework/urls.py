from django.urls import path

from tongjian.doors.web.casework import arbitrations, views

app_name = "casework"

urlpatterns = [
    path("", views.todos, name="todos"),
    path("clocks/", views.clocks, name="clocks"),
    path("arbitrations/", arbitrations.arbitrations, name="arbitrations"),
]
