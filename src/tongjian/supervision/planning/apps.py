from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "tongjian.supervision.planning"
    label = "planning"
    verbose_name = "计划与抽取"
