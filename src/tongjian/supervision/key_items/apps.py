from django.apps import AppConfig


class KeyItemsConfig(AppConfig):
    name = "tongjian.supervision.key_items"
    label = "key_items"
    verbose_name = "重点事项"
