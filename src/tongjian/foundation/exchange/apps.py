from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tongjian.foundation.exchange"
    label = "exchange"
    verbose_name = "数据交换"
