from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "tongjian.foundation.org"
    label = "org"
    verbose_name = "组织机构"
