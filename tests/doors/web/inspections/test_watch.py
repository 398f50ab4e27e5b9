"""监督提醒 at the desk: found, read, answered, counted, taken away as Excel."""

import pytest
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.supervision.inspections import factories as make
from tests.supervision.inspections.test_watchers import entity, item, notice, was_there
from tongjian.supervision.inspections.models import WatchNotice

pytestmark = pytest.mark.engine("sqlite")
__all__ = ["entity", "item", "notice", "was_there"]


def test_a_department_finds_its_notice_on_the_workbench_and_answers_it(notice, market):
    client = signed_in(make.actor_in(market, "handler"))
    assert "监督提醒待答复" in client.get(reverse("web:workbench")).content.decode()
    page = client.get(reverse("inspections:watch"), {"state": "mine"}).content.decode()
    assert notice.title in page and "待答复 2 / 2" in page and "未办结 1" in page
    page = client.get(notice.get_absolute_url()).content.decode()
    for words in ("阈值可配置，非法定", "60 天内达到 2 次", "相隔天数"):
        assert words in page
    part = notice.parts.get(agency=market)
    url = reverse("inspections:watch-answer", args=[part.pk])
    assert url in page
    assert client.post(url, {"answer": "explained", "note": ""}).status_code == 422
    page = client.post(url, {"answer": "explained", "note": "事项不同"}, follow=True).content.decode()
    assert "事项不同" in page
    assert "监督提醒待答复" not in client.get(reverse("web:workbench")).content.decode()
    assert client.get(url).status_code == 403


def test_who_is_not_concerned_finds_nothing(notice, stranger):
    client = signed_in(stranger["handler"])
    assert notice.title not in client.get(reverse("inspections:watch")).content.decode()
    assert client.get(notice.get_absolute_url()).status_code == 404


def test_the_list_costs_the_same_for_any_number_and_leaves_as_excel(notice, market, django_assert_num_queries):
    client = signed_in(make.actor_in(market, "handler"))
    url = reverse("inspections:watch")
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
    for n in range(3):
        other = WatchNotice.objects.create(
            rule="W01", key=str(n), region=notice.region, title="另一户", sentence="…", opened_at=make.NOW
        )
        other.parts.create(agency=market)
    with django_assert_num_queries(9):
        client.get(url)
    answer = client.get(url, {"export": "xlsx"})
    assert "spreadsheet" in answer["Content-Type"]
    answer.close()


def test_the_coordinator_sends_an_answer_back(notice, market):
    kind = make.AgencyKindFactory(code="XZSP", is_coordinator=True)
    agency = make.AgencyFactory(kind=kind, region=make.RegionFactory(code="140100"), name="太原市行政审批局")
    part = notice.parts.get(agency=market)
    answer = reverse("inspections:watch-answer", args=[part.pk])
    signed_in(make.actor_in(market, "handler")).post(answer, {"answer": "explained", "note": "工作需要"})
    client, url = signed_in(make.actor_in(agency, "coordinator")), reverse("inspections:watch-return", args=[part.pk])
    assert url in client.get(notice.get_absolute_url()).content.decode()
    assert "工作需要" in client.get(url).content.decode()
    page = client.post(url, {"note": "没有说明原因"}, follow=True).content.decode()
    assert "退回：没有说明原因" in page
    assert url not in page
