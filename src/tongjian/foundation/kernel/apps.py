from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "tongjian.foundation.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        """Operations declare what the ledger may record, tasks what the worker must run: both must be known early."""
        autodiscover_modules("operations", "tasks")
