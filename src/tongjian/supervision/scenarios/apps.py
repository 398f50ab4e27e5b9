from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "tongjian.supervision.scenarios"
    label = "scenarios"
    verbose_name = "一件事"
