from django.urls import path

from tongjian.doors.portal.concerns import views

urlpatterns = [path("concerns/", views.concerns, name="concerns")]
