from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "tongjian.doors.cli"
    label = "cli"
    verbose_name = "运维"
