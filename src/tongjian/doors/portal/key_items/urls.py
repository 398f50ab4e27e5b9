from django.urls import path

from tongjian.doors.portal.key_items import views

urlpatterns = [
    path("key-items/", views.key_item_list, name="key-items"),
    path("key-items/<str:code>/", views.key_item_detail, name="key-item"),
]
