from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "tongjian.supervision.inspections"
    label = "inspections"
    verbose_name = "联合检查"
