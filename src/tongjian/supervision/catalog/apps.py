from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "tongjian.supervision.catalog"
    label = "catalog"
    verbose_name = "监管事项"
