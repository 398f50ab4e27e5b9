from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tongjian.foundation.ledger"
    label = "ledger"
    verbose_name = "存证"
