"""A month of limits, and how much waits where."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from tests.doors.web.casework.test_clock_pages import agency, clock, head, text
from tests.foundation.org.factories import AgencyFactory, RegionFactory
from tongjian.foundation.casework.choices import ClockState

__all__ = ["agency", "head"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ZONE = ZoneInfo("Asia/Shanghai")


def at(day, hour=0):
    return datetime(2026, 9, day, hour, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(at(10, 9), tick=False):
        yield


def cell(page, day):
    """The text of a day's cell."""
    return page.split(f'datetime="2026-09-{day:02}"')[1].split("</td>")[0]


def test_a_limit_stands_on_the_day_it_ends_and_says_when_it_is_provisional(head, agency):
    clock(agency, due_at=at(16), is_provisional=True)  # 24:00 of the 15th
    clock(agency, due_at=at(18, 15), state=ClockState.EXPIRED)
    page = text(head.get(reverse("casework:month")))
    assert "公示结果" in cell(page, 15)
    assert "暂定" in cell(page, 15)
    assert "公示结果" not in cell(page, 16)
    assert "已超期" in cell(page, 18)
    assert "今天" in cell(page, 10)
    assert "2026 年 10 月" in text(head.get(reverse("casework:month"), {"month": "2026-10"}))
    assert "2026 年 9 月" in text(head.get(reverse("casework:month"), {"month": "九月"}))


def test_a_full_day_leads_to_its_list_and_costs_no_more(head, agency, django_assert_max_num_queries):
    for _ in range(5):
        clock(agency, due_at=at(16))
    clock(AgencyFactory(region=RegionFactory(code="140200")), due_at=at(16))
    head.get(reverse("casework:month"))
    with django_assert_max_num_queries(10):
        page = text(head.get(reverse("casework:month")))
    assert "另有 2 项" in cell(page, 15)
    listed = text(head.get(reverse("casework:clocks"), {"due_on": "2026-09-15"}))
    assert listed.count("公示结果") >= 5
    assert "公示结果" not in text(head.get(reverse("casework:clocks"), {"due_on": "2026-09-16"}))


def test_the_workload_speaks_of_those_one_oversees_and_leaves_as_excel(head, agency, django_assert_max_num_queries):
    clock(agency, state=ClockState.MET, ended_at=at(9))
    clock(agency, state=ClockState.MET_LATE, ended_at=at(9))
    clock(agency, state=ClockState.EXPIRED, due_at=at(5))
    elsewhere = AgencyFactory(region=RegionFactory(code="140200"), name="大同市某局")
    clock(elsewhere, state=ClockState.EXPIRED)
    url = reverse("casework:workload")
    head.get(url)
    with django_assert_max_num_queries(14):
        page = text(head.get(url))
    assert agency.name in page
    assert "50%" in page
    assert elsewhere.name not in page
    assert head.get(url, {"days": "7"}).status_code == 200
    answer = head.get(url, {"days": "90", "export": "xlsx"})
    assert "spreadsheet" in answer["Content-Type"]
    answer.close()
