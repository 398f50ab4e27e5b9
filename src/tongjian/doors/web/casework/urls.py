from django.urls import path

from tongjian.doors.web.casework import arbitrations, clock, mail, month, notifications, overdue, views, workload

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
    path("arbitrations/", arbitrations.arbitrations, name="arbitrations"),
]
