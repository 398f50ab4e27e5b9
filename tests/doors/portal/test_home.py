"""What the public finds first."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, RegionFactory
from tongjian.doors.face.navigation import PORTAL, PORTAL_MORE

pytestmark = pytest.mark.django_db


def test_the_first_page_leads_everywhere_without_signing_in(client):
    page = BeautifulSoup(client.get(reverse("portal:home")).content, "html.parser")
    links = {link["href"] for link in page.select("main a")}
    assert {entry.url for entry in (*PORTAL, *PORTAL_MORE)} <= links


def test_the_bar_has_room_on_a_phone():
    assert len(PORTAL) <= 8, "two lines of four; what else there is stands on the first page (PORTAL_MORE)"


def test_it_says_how_much_there_is(client, django_assert_max_num_queries):
    AgencyFactory(name="甲市市场监督管理局", published=True)
    with django_assert_max_num_queries(9):
        text = BeautifulSoup(client.get(reverse("portal:home")).content, "html.parser").main.get_text(" ", strip=True)
    assert "检查主体名单 1 个" in text
    assert "联合抽取 0 次" in text


def test_every_entry_of_the_portal_is_open_to_all(client, reference):
    for entry in (*PORTAL, *PORTAL_MORE):
        assert client.get(entry.url).status_code == 200, entry


def test_only_published_subjects_are_on_the_list(client):
    AgencyFactory(name="甲市市场监督管理局", published=True)
    AgencyFactory(kind=AgencyKindFactory(code="YJ"), name="甲市应急管理局")
    text = client.get(reverse("portal:enforcers")).content.decode()
    assert "甲市市场监督管理局" in text
    assert "甲市应急管理局" not in text


def test_the_list_costs_the_same_however_long_it_is(client, django_assert_max_num_queries):
    for number in range(30):
        AgencyFactory(region=RegionFactory(code=f"1401{number + 20}"), published=True)
    with django_assert_max_num_queries(6):
        client.get(reverse("portal:enforcers"))
