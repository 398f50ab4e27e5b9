"""有因检查立项 at the desk, and its figures in public."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.supervision.inspections.test_causes import Desk
from tongjian.supervision.inspections.models import Visit

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def desk(market):
    return Desk(market)


def form(desk, **changes):
    return {
        "kind": "complaint",
        "document_number": "太12345〔2026〕0901-17",
        "document_from": "太原市12345热线",
        "document_on": "2026-09-01",
        "reason": "群众反映后厨使用过期食材",
        "items": [str(desk.version.pk)],
        "officers": [str(officer.pk) for officer in desk.officers],
    } | changes


def test_a_complaint_is_ordered_from_the_page_of_the_enterprise(desk):
    client = signed_in(desk.handler)
    url = reverse("inspections:order", args=[desk.entity.pk])
    assert url in client.get(desk.entity.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    for words in ("各类型的依据", "15 个工作日", "先查后批", desk.officers[0].certificate_number):
        assert words in page
    answer = client.post(url, form(desk), follow=True)
    visit = Visit.objects.get()
    assert answer.redirect_chain[-1][0] == visit.get_absolute_url()
    seen = answer.content.decode()
    assert "太12345〔2026〕0901-17" in seen and "陕环执法函〔2025〕122号" in seen
    again = client.post(url, form(desk))
    assert (again.status_code, "一份文书只能用于一次检查" in again.content.decode()) == (422, True)


def test_who_may_not_order_sees_no_way_to_it(desk):
    client = signed_in(desk.head)
    url = reverse("inspections:order", args=[desk.entity.pk])
    assert url not in client.get(desk.entity.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 403


def test_anybody_sees_how_often_each_department_came_outside_the_plan(desk, story, django_assert_num_queries):
    story.coded()
    desk.emergency()
    page = Client().get(reverse("portal:causes")).content.decode()
    for words in (desk.agency.name, "50.0%", "发生事故 1", "待补批 1", "各地未见统一规定"):
        assert words in page
    with django_assert_num_queries(7):
        Client().get(reverse("portal:causes"))
    assert Client().get(reverse("portal:causes"), {"year": "abc"}).status_code == 200


def test_the_phone_lets_an_inspector_write_before_the_approval_of_an_emergency(desk):
    visit = desk.emergency()
    client = signed_in(desk.inspector)
    client.post(reverse("field:enter", args=[visit.pk]))
    item = visit.teams.get().items.get()
    page = client.get(reverse("field:item", args=[visit.pk, item.pk])).content.decode()
    assert "保存" in page
    page = signed_in(desk.head).get(visit.get_absolute_url()).content.decode()
    assert "应当在 2026-09-03 当日或者之前补办批准" in page
