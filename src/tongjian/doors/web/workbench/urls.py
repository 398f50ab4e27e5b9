from django.urls import path

from tongjian.doors.web.workbench import search, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="workbench"),
    path("search/", search.search, name="search"),
]
