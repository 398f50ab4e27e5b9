"""Addresses of the public list of items, in the portal's namespace at /public/items/."""

from django.urls import path

from tongjian.doors.portal.items import views

urlpatterns = [
    path("", views.item_list, name="items"),
    path("items.csv", views.items_csv, name="items-csv"),
    path("items.json", views.items_json, name="items-json"),
    path("<str:code>/", views.item_detail, name="item"),
    path("<str:code>/print/", views.item_print, name="item-print"),
    path("<str:code>/item.json", views.item_json, name="item-json"),
]
