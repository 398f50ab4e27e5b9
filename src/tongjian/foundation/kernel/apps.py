from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "tongjian.foundation.kernel"
    label = "kernel"
    verbose_name = "内核"
