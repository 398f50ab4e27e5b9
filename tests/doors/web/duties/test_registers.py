"""Transfers and commissions in the browser, and what the public sees of them."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.supervision.duties.factories import build
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Officer
from tongjian.pure.codes import make_uscc
from tongjian.supervision.duties.models import CommissionedBody, PowerTransfer

pytestmark = pytest.mark.engine("sqlite")


def text(response):
    return BeautifulSoup(response.content, "html.parser").text


def test_a_commission_is_registered_published_seen_by_the_public_and_ended(city, signed_in, client):
    client = signed_in(city.market)
    given = {
        "principal_code": "140100-SCJG", "name": "太原市食品检查中心", "uscc": make_uscc("12", "140100", "DEM00001"),
        "document": "并市监委〔2026〕1号", "scope": "日常检查", "items": "SCJG-001 食品经营检查",
        "valid_from": "2026-11-01", "valid_until": "2027-11-01",
    }  # fmt: skip
    refused = client.post(reverse("duties:commission-new"), given | {"uscc": "91"})
    assert (refused.status_code, "统一社会信用代码" in text(refused)) == (422, True)
    url = client.post(reverse("duties:commission-new"), given).url
    assert "太原市食品检查中心" not in text(client.get(reverse("portal:commissions")))
    officer = Officer.objects.filter(agency=city.market).first()
    assert officer.name in text(client.get(f"{url}officers/"))
    client.post(f"{url}officers/", {"officers": [str(officer.pk)]})
    assert officer.certificate_number in text(client.get(url))
    client = signed_in(city.market, Role.HEAD)
    client.post(f"{url}publish/")
    assert "已公布" in text(client.get(url))
    assert "太原市食品检查中心" in text(client.get(reverse("duties:commissions")))
    client.logout()
    assert "太原市食品检查中心" in text(client.get(reverse("portal:commissions")))
    client = signed_in(city.market, Role.HEAD)
    client.post(f"{url}end/", {"reason": "任务完成"})
    assert CommissionedBody.objects.get().end_reason == "任务完成"
    assert "没有有效的委托" in text(client.get(reverse("portal:commissions")))


def test_a_transfer_is_registered_published_and_ended(city, signed_in):
    build(city)
    given = {
        "from_code": "140100-XF", "to_code": "140100-SCJG", "document": "晋政函〔2026〕5号",
        "effective_on": "2026-12-01", "items": "XF-002", "continuing": "继续日常检查，配合鉴定",
    }  # fmt: skip
    url = signed_in(city.fire).post(reverse("duties:transfer-new"), given).url
    client = signed_in(city.fire, Role.HEAD)
    client.post(f"{url}publish/")
    for page in (url, reverse("duties:transfers"), reverse("portal:commissions")):
        assert "晋政函〔2026〕5号" in text(client.get(page))
    assert "市场监督管理（牵头）" in text(client.get(reverse("duties:item", args=["XF-002"])))
    client.post(f"{url}end/", {"reason": "收回"})
    assert PowerTransfer.objects.get().state == "ended"


def test_the_register_of_enforcement_subjects_lists_all_of_them(city, signed_in):
    page = text(signed_in(city.market).get(reverse("duties:enforcers")))
    assert "太原市消防救援局" in page
    assert "市政府公告" in page
