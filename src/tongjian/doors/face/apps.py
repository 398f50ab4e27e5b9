from django.apps import AppConfig


class FaceConfig(AppConfig):
    name = "tongjian.doors.face"
    verbose_name = "页面"
