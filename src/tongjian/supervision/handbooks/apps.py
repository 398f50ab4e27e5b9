from django.apps import AppConfig


class HandbooksConfig(AppConfig):
    name = "tongjian.supervision.handbooks"
    label = "handbooks"
    verbose_name = "合规手册"
