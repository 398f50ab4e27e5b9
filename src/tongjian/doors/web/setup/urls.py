from django.urls import path

from tongjian.doors.web.setup import views

app_name = "setup"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("agencies/", views.agencies, name="agencies"),
    path("departments/", views.departments, name="departments"),
    path("people/", views.people, name="people"),
]
