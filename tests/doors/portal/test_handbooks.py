"""Handbooks as the public reads them."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.supervision.handbooks.factories import FIRE, MARKET, add_checklists, lead_in, make_handbook, make_published
from tests.supervision.planning.factories import make_city
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.handbooks.operations import stop_handbook

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def city(reference):
    return add_checklists(make_city(entities=2))


def page(client, name, *args, **query):
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def test_a_published_handbook_is_found_read_and_taken_along(client, city, django_assert_max_num_queries):
    code = make_published(city).handbook.code
    assert "加油站合规手册" in page(client, "handbooks", text="加油")
    assert "没有符合条件" in page(client, "handbooks", industry="H62")
    with django_assert_max_num_queries(14):
        text = page(client, "handbook", code)
    for words in (*MARKET, *FIRE, "谁来检查：市场监督管理", "第 1 版", "依据：《中华人民共和国消防法》第十六条"):
        assert words in text
    data = client.get(reverse("portal:handbook-json", args=[code])).json()
    assert (data["version"], data["industries"]) == (1, ["F5265"])
    assert data["chapters"][3]["lines"][0]["items"] == ["XF-002-v1"]
    answer = client.get(reverse("portal:handbook-pdf", args=[code]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_draft_does_not_exist(client, city):
    edition = make_handbook(city)
    for name in ("handbook", "handbook-pdf", "handbook-json"):
        assert client.get(reverse(f"portal:{name}", args=[edition.handbook.code])).status_code == 404
    assert "没有符合条件" in page(client, "handbooks")


def test_what_is_over_is_said_to_be(client, city):
    edition = make_published(city)
    stop_handbook(actor=lead_in(city, Role.HEAD), edition_id=edition.pk, reason="行业取消")
    assert "已经失效" in page(client, "handbook", edition.handbook.code)


def test_what_became_secret_is_shown_no_more(client, city):
    edition = make_published(city)
    Item.objects.filter(pk=city.fire_item.item_id).update(is_restricted=True)
    text = page(client, "handbook", edition.handbook.code)
    assert MARKET[0] in text
    assert FIRE[0] not in text


def test_an_item_leads_to_the_handbooks_it_is_in(client, city):
    make_published(city)
    item = city.market_item.item
    link = f"{reverse('portal:handbooks')}?item={item.code}"
    assert link in client.get(reverse("portal:item", args=[item.code])).content.decode()
    assert "加油站合规手册" in page(client, "handbooks", item=item.code)
