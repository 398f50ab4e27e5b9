from django.urls import path

from tongjian.doors.web.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.document_list, name="list"),
    path("<uuid:document_id>/", views.document_detail, name="detail"),
    path("<uuid:document_id>/file/", views.document_file, name="file"),
    path("<uuid:document_id>/void/", views.void, name="void"),
]
