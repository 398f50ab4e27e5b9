"""A coordinator has the days worked out, looks at them, adopts them."""

from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.supervision.planning.test_schedules import three, visit_of
from tongjian.foundation.org.choices import Role
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning import tasks
from tongjian.supervision.planning.choices import ScheduleState
from tongjian.supervision.planning.models import Schedule

__all__ = ["three"]
AS_MANY = 13


def work():
    """What the worker does: each task once."""
    for queued in DBTaskResult.objects.filter(status="READY"):
        tasks.carry_out_schedule.func(*queued.args_kwargs["args"])
        queued.delete()


def text(response):
    return response.content.decode()


def test_the_days_are_worked_out_shown_and_adopted(city, three, signed_in):
    client = signed_in(city.bureau, Role.COORDINATOR)
    assert "还没有排期" in text(client.get(reverse("schedules:list")))
    page = client.post(reverse("schedules:new"), {"keeps_dates": ""})
    detail = page.url
    assert "等待后台排期" in text(client.get(detail))
    work()
    assert client.get(reverse("schedules:progress", args=[Schedule.objects.get().pk])).headers["HX-Refresh"]
    page = text(client.get(detail))
    assert "各部门检查最多的一天" in page and "每天上限" in page
    assert "理论下限" in page and "合并前 3 次" in page and "已达下限" in page and "并入" in page
    assert "没有符合条件" in text(client.get(detail, {"show": "open"}))
    client.post(reverse("schedules:adopt", args=[Schedule.objects.get().pk]))
    work()
    assert "已采用" in text(client.get(detail))
    assert Visit.objects.exclude(planned_on=None).count() == 2
    table = b"".join(client.get(detail, {"export": "csv"}).streaming_content).decode()
    assert three[0].number in table and "并入" in table


def test_what_is_wrong_is_said_on_the_form(city, three, signed_in):
    client = signed_in(city.bureau, Role.COORDINATOR)
    asked = {"keeps_dates": "1", "certificate": "14-99999", "since": "2026-12-01", "until": "2026-12-03"}
    refused = client.post(reverse("schedules:new"), asked)
    assert refused.status_code == 422 and "没有执法证号为 14-99999 的执法人员" in text(refused)
    officer = three[0].teams.get().officers.get().officer
    refused = client.post(reverse("schedules:new"), {"keeps_dates": "1", "certificate": officer.certificate_number})
    assert "哪天返岗" in text(refused) and not Schedule.objects.exists()


def test_one_that_is_discarded_changes_nothing(city, three, signed_in):
    client = signed_in(city.bureau, Role.COORDINATOR)
    client.post(reverse("schedules:new"), {})
    work()
    client.post(reverse("schedules:discard", args=[Schedule.objects.get().pk]))
    assert Schedule.objects.get().state == ScheduleState.DISCARDED
    assert not Visit.objects.exclude(planned_on=None).exists()


def test_departments_are_refused(city, three, signed_in):
    client = signed_in(city.market, Role.HEAD)
    assert client.post(reverse("schedules:new"), {}).status_code in (403, 422)
    assert not Schedule.objects.exists()


def test_the_list_of_days_costs_the_same_for_more_visits(city, three, signed_in, django_assert_max_num_queries):
    client = signed_in(city.bureau, Role.COORDINATOR)
    client.post(reverse("schedules:new"), {})
    work()
    detail = reverse("schedules:detail", args=[Schedule.objects.get().pk])
    with django_assert_max_num_queries(AS_MANY):
        client.get(detail)
    for entity in city.entities[5:12]:
        visit_of(city, entity, city.market, city.fire)
    Schedule.objects.update(state=ScheduleState.DISCARDED)
    client.post(reverse("schedules:new"), {})
    work()
    newest = reverse("schedules:detail", args=[Schedule.objects.order_by("asked_at", "pk").last().pk])
    with django_assert_max_num_queries(AS_MANY):
        client.get(newest)
