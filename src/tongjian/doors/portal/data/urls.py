"""Addresses that stay: whoever reads them by a program need not look for them again."""

from django.urls import path

from tongjian.doors.portal.data import views

urlpatterns = [
    path("data/", views.index, name="data"),
    path("data/datasets.json", views.datasets, name="datasets"),
    path("data/<str:name>.<str:kind>", views.download, name="dataset"),
]
