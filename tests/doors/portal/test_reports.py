"""反映未亮码检查: from the public form to the desk and back to the reporter."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.supervision.inspections import factories as make
from tests.supervision.inspections.test_reports import city, coordinator
from tongjian.supervision.inspections.models import EntryReport

pytestmark = pytest.mark.engine("sqlite")
__all__ = ["city", "coordinator"]


def form(**changes):
    given = {
        "region": "140108",
        "entity_name": "晋味轩餐饮",
        "entered_on": "2026-09-01",
        "visitors": "自称街道办，两人",
        "what": "不出示检查码，要看台账",
    }
    return given | changes


def test_a_report_gets_a_receipt_the_desk_answers_and_the_reporter_reads_it(city, coordinator, today):
    citizen = Client()
    url = reverse("portal:report-entry")
    assert "不登记您是谁" in citizen.get(url).content.decode()
    page = citizen.post(url, form()).content.decode()
    receipt = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page)[0]
    state = reverse("portal:report-state")
    assert "正在核查" in citizen.get(state, {"receipt": receipt}).content.decode()
    assert citizen.get(state, {"receipt": "2222-2222-2222"}).status_code == 404

    report, desk = EntryReport.objects.get(), signed_in(coordinator)
    page = desk.get(reverse("inspections:reports"), {"state": "open"}).content.decode()
    assert report.get_absolute_url() in page
    page = desk.get(report.get_absolute_url()).content.decode()
    assert "自称街道办，两人" in page and receipt not in page
    conclude = reverse("inspections:conclude-report", args=[report.pk])
    wrong = desk.post(conclude, {"conclusion": "uncoded", "reply": "属实"})
    assert (wrong.status_code, "应当写明是哪个机关" in wrong.content.decode()) == (422, True)
    desk.post(conclude, {"conclusion": "unfounded", "reply": "当日没有人员入企检查。"})
    page = citizen.get(state, {"receipt": receipt}).content.decode()
    assert "反映不属实" in page and "当日没有人员入企检查。" in page


def test_what_is_wrong_is_said_at_the_field_and_too_much_is_refused(city, today):
    citizen, url = Client(), reverse("portal:report-entry")
    wrong = citizen.post(url, form(entered_on="2026-09-02", what=""))
    assert (wrong.status_code, "请填写“发生了什么”" in wrong.content.decode()) == (422, True)
    for _ in range(5):
        assert citizen.post(url, form()).status_code == 200
    assert "稍后再试" in citizen.post(url, form()).content.decode()
    assert EntryReport.objects.count() == 5


def test_who_does_not_own_it_reads_nothing(city, coordinator, market, today):
    Client().post(reverse("portal:report-entry"), form())
    report = EntryReport.objects.get()
    client = signed_in(make.actor_in(market, "handler"))
    assert client.get(report.get_absolute_url()).status_code == 404
    assert "晋味轩" not in client.get(reverse("inspections:reports")).content.decode()


def test_behind_a_proxy_it_is_the_sender_that_is_limited_and_not_the_proxy(city, today, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    url = reverse("portal:report-entry")
    for n in range(6):
        assert Client(headers={"X-Forwarded-For": f"forged, 10.0.0.{n}"}).post(url, form()).status_code == 200
