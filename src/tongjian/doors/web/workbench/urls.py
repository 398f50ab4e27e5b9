from django.urls import path

from tongjian.doors.web.workbench import views

app_name = "web"

urlpatterns = [
    path("", views.home, name="workbench"),
    path("search/", views.search, name="search"),
]
