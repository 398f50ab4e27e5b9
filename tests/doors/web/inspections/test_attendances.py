"""An entry without a check at the desk, on the phone, under its code and in the public count."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.supervision.inspections import factories as make
from tests.supervision.inspections.test_attendances import Host
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections.models import Visit

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def desk(market):
    return Host(market)


def test_it_is_announced_from_the_page_of_the_enterprise_and_says_that_nothing_is_checked(desk):
    client = signed_in(desk.handler)
    url = reverse("inspections:announce", args=[desk.entity.pk])
    assert url in client.get(desk.entity.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    for words in ("一年最多 4 次", "观摩", "V07", desk.officers[0].certificate_number):
        assert words in page
    data = {
        "kind": "observe", "purpose": "观摩生产线", "planned_on": make.DAY, "officers": [str(desk.officers[0].pk)],
    }  # fmt: skip
    assert client.post(url, data | {"purpose": ""}).status_code == 422
    page = client.post(url, data, follow=True).content.decode()
    assert "观摩生产线" in page and "不登记检查结果" in page and "公示" not in page.partition("离企")[0]
    assert Visit.objects.get().is_check is False


def test_whoever_scans_its_code_reads_that_it_is_no_check(desk, today):
    visit, code = desk.coded()
    page = Client().get(reverse("portal:check-code"), {"code": code.code}).content.decode()
    for words in ("不是来检查的", "观摩：组织观摩智能工厂生产线", "不是检查", "您有权拒绝"):
        assert words in page
    assert "名单以外的事项" not in page and "谁来查" not in page
    desk_page = signed_in(desk.handler).get(visit.get_absolute_url()).content.decode()
    assert "检查通知书" not in desk_page and "检查事项" not in desk_page
    count = Client().get(reverse("portal:causes")).content.decode()
    assert "观摩 1" in count
    today.move_to(make.at(10))
    phone = signed_in(desk.inspector).get(reverse("field:visit", args=[visit.pk])).content.decode()
    assert "这次进企不含检查" in phone and "检查事项</h2>" not in phone
    act.record_entry(actor=desk.inspector, visit_id=visit.pk)
    act.record_exit(actor=desk.inspector, visit_id=visit.pk)
    phone = signed_in(desk.inspector).get(reverse("field:visit", args=[visit.pk])).content.decode()
    assert "提交结果" not in phone
    assert "已结束" in signed_in(desk.handler).get(visit.get_absolute_url()).content.decode()
