from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "tongjian.supervision.duties"
    label = "duties"
    verbose_name = "职责"
