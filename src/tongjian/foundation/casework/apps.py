from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "tongjian.foundation.casework"
    label = "casework"
    verbose_name = "办件"
