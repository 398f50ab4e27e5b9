from django.urls import path

from tongjian.doors.portal.ledger import views

urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("checkpoints/<int:size>.txt", views.checkpoint_file, name="ledger-checkpoint"),
    path("consistency/<int:old>-<int:size>.json", views.consistency, name="ledger-consistency"),
]
