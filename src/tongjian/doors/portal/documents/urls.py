from django.urls import path

from tongjian.doors.portal.documents import views

urlpatterns = [path("verify/", views.verify, name="verify-document")]
