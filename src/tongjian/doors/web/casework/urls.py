from django.urls import path

from tongjian.doors.web.casework import (
    arbitrations,
    clock,
    mail,
    month,
    notifications,
    overdue,
    views,
    webhooks,
    workload,
)

app_name = "casework"

urlpatterns = [
    path("", views.todos, name="todos"),
    path("clocks/", views.clocks, name="clocks"),
    path("clocks/<uuid:clock_id>/", clock.clock_detail, name="clock"),
    path("clocks/<uuid:clock_id>/suspend/", clock.suspend, name="suspend-clock"),
    path("clocks/<uuid:clock_id>/resume/", clock.resume, name="resume-clock"),
    path("clocks/<uuid:clock_id>/extend/", clock.extend, name="extend-clock"),
    path("month/", month.month, name="month"),
    path("workload/", workload.workload, name="workload"),
    path("overdue/", overdue.overdue, name="overdue"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="read-notifications"),
    path("mail/", mail.choose, name="mail"),
    path("mail/confirm/<str:token>/", mail.confirm, name="confirm-mail"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/<uuid:agency_id>/", webhooks.create, name="new-webhook"),
    path("webhooks/<uuid:webhook_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:webhook_id>/try/", webhooks.try_out, name="try-webhook"),
    path("webhooks/<uuid:webhook_id>/pause/", webhooks.pause, name="pause-webhook"),
    path("webhooks/<uuid:webhook_id>/resume/", webhooks.resume, name="resume-webhook"),
    path("webhooks/<uuid:webhook_id>/resend/", webhooks.resend, name="resend-webhook"),
    path("webhooks/<uuid:webhook_id>/end/", webhooks.end, name="end-webhook"),
    path("arbitrations/", arbitrations.arbitrations, name="arbitrations"),
]
