"""Addresses of the public list of items, at /public/items/."""

from django.urls import path

from tongjian.doors.portal.items import views

app_name = "portal-items"

urlpatterns = [
    path("", views.item_list, name="list"),
    path("items.csv", views.items_csv, name="csv"),
    path("items.json", views.items_json, name="json"),
    path("<str:code>/", views.item_detail, name="detail"),
    path("<str:code>/item.json", views.item_json, name="item-json"),
]
