"""The pages about what waits, beside each other."""

from django.urls import reverse

from tongjian.doors.face.parts import Tab
from tongjian.foundation.casework import queries
from tongjian.foundation.kernel.actor import Actor

_PAGES = {
    "notifications": "通知",
    "clocks": "本机关的时限",
    "month": "时限日历",
    "overdue": "超期事项",
    "workload": "工作量",
    "arbitrations": "指定承办",
}


def tabs_of(actor: Actor, here: str) -> list[Tab]:
    todos = Tab("我的待办", reverse("casework:todos"), is_current=here == "todos", count=queries.count_todos(actor))
    others = [Tab(label, reverse(f"casework:{name}"), is_current=here == name) for name, label in _PAGES.items()]
    return [todos, *others]
