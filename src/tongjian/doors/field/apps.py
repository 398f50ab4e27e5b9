from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "tongjian.doors.field"
    label = "field"
    verbose_name = "现场"
