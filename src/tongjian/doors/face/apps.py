from django.apps import AppConfig


class FaceConfig(AppConfig):
    name = "tongjian.doors.face"
    label = "face"
    verbose_name = "界面"
