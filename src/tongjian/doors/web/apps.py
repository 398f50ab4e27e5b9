from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tongjian.doors.web"
    label = "web"
    verbose_name = "工作台"
