from django.urls import path

from tongjian.doors.portal.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("agencies/", views.enforcers, name="enforcers"),
    path("commissions/", views.commissions, name="commissions"),
]
