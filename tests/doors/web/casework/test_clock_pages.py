"""One limit and what passed it, as pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, PostFactory, RegionFactory
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.org.choices import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def agency():
    return AgencyFactory(region=RegionFactory(code="140108"))


@pytest.fixture
def head(client, agency):
    client.force_login(
        PostFactory(role=Role.HEAD, agency=agency).user, backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def clock(agency, **fields):
    now = timezone.now()
    given = {
        "started_at": now, "due_at": now + timedelta(days=3), "unit": "D", "amount": "3", "parameter_code": "P01",
    } | fields  # fmt: skip
    return Clock.objects.create(agency=agency, matter_kind="x", matter_id="1", title="公示结果", **given)


def text(answer):
    return answer.content.decode()


def test_the_head_suspends_resumes_and_extends_from_the_page_and_the_history_stays(head, agency):
    row = clock(agency)
    for act, given, said in [
        ("suspend-clock", {"ground": "testing", "reason": "送检样品"}, "检测、检验、检疫、鉴定：送检样品"),
        ("resume-clock", {"reason": "报告已出"}, "报告已出"),
        ("extend-clock", {"reason": "案情复杂"}, "案情复杂"),
    ]:
        url = reverse(f"casework:{act}", args=[row.pk])
        assert url in text(head.get(row.get_absolute_url()))
        assert head.get(url).status_code == 200
        assert head.post(url, {"reason": ""}).status_code == 422
        assert head.post(url, given).status_code == 302
        assert said in text(head.get(row.get_absolute_url()))
    again = head.post(reverse("casework:extend-clock", args=[row.pk]), {"reason": "再延"})
    assert (again.status_code, "已经延长过一次" in text(again)) == (422, True)


def test_a_handler_sees_the_buttons_and_why_they_are_not_for_him(client, agency):
    user = PostFactory(role=Role.HANDLER, agency=agency).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = text(client.get(clock(agency).get_absolute_url()))
    assert "应当由本机关负责人决定" in page


def test_anothers_limit_is_not_found(head):
    elsewhere = AgencyFactory(region=RegionFactory(code="140200"))
    assert head.get(clock(elsewhere).get_absolute_url()).status_code == 404


def test_the_overdue_list_costs_the_same_however_long_and_filters_by_region(
    head, agency, django_assert_max_num_queries
):
    for _ in range(9):
        clock(agency, state=ClockState.EXPIRED, due_at=timezone.now() - timedelta(days=2))
    url = reverse("casework:overdue")
    head.get(url)
    with django_assert_max_num_queries(13):
        page = text(head.get(url))
    assert page.count("公示结果") >= 9
    assert "公示结果" not in text(head.get(url, {"text": "并无此事"}))
    assert "公示结果" in text(head.get(url, {"region": "140108"}))
    assert head.get(url, {"export": "csv"}).status_code == 200
