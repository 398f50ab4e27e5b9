from django.urls import path

from tongjian.doors.web.ledger import entries, views

app_name = "ledger"

urlpatterns = [
    path("", entries.entry_list, name="list"),
    path("<uuid:entry_id>/", entries.entry_detail, name="entry"),
    path("<uuid:entry_id>/proof.json", entries.proof, name="proof"),
    path("checkpoints/", views.checkpoint_list, name="checkpoints"),
    path("checkpoints/<int:size>.txt", views.checkpoint_file, name="checkpoint"),
    path("verify/", views.verify, name="verify"),
    path("verify/<uuid:run_id>/", views.progress, name="progress"),
]
