from django.urls import path

from tongjian.doors.portal.trust import views

urlpatterns = [
    path("trust/", views.trust, name="trust"),
    path("trust/ca.crt", views.certificate, name="certificate"),
]
