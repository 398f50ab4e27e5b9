"""The pages about what comes in, beside each other."""

from django.urls import reverse

from tongjian.doors.face.parts import Tab

_PAGES = {"list": "导入批次", "mappings": "列对应", "quality": "数据质量", "feeds": "交换目录"}


def tabs_of(here: str) -> list[Tab]:
    return [Tab(label, reverse(f"imports:{name}"), is_current=here == name) for name, label in _PAGES.items()]
