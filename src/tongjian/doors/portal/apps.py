from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tongjian.doors.portal"
    label = "portal"
    verbose_name = "公众"
