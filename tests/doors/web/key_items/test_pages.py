"""A key item in the browser, from the proposal to the day it leaves the list."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.supervision.key_items.factories import lead_in, make_draft, make_published, make_submitted
from tests.supervision.planning.factories import make_item
from tests.supervision.scenarios.factories import make_published as make_scenario
from tongjian.foundation.org.choices import Role
from tongjian.supervision.key_items import operations
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion

pytestmark = pytest.mark.engine("sqlite")
NEW, LIST = "key_items:new", "key_items:list"
SCORES = {
    f"{kind}_{code}": value
    for code in ("risk", "attention", "departments", "incidents", "blank")
    for kind, value in (("points", "4"), ("reason", "上级部署"))
}


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def fields(city, **changes):
    return {
        "name": "集中用餐单位食品安全",
        "area": "food",
        "reason": "直接关系群众生命健康",
        "items": f"{city.market_item.item.code} 食品经营检查",
        "lead_city": "SCJG",
        "others_city": "消防救援，行政审批服务管理",
        "lead_county": "SCJG",
        **changes,
    }


@pytest.fixture(autouse=True)
def named_kinds(city):
    for agency in (city.market, city.fire, city.bureau):
        agency.kind.city_name = agency.kind.county_name = f"{{region}}{agency.kind.title}局"
        agency.kind.save()


def act(client, name, version, data=None):
    return client.post(reverse(f"key_items:{name}", args=[version.pk]), data or {})


def test_it_is_proposed_scored_agreed_reviewed_and_removed_on_pages(city, signed_in):
    client = signed_in(city.market)
    response = client.post(reverse(NEW), fields(city))
    version = KeyItemVersion.objects.get()
    assert response.url == version.key_item.get_absolute_url()
    assert "还没有评分" in soup(client.get(response.url)).text
    page = soup(client.get(reverse("key_items:score", args=[version.pk])))
    assert "数据建议 3 分：各级共涉及 3 个部门" in page.text
    assert page.select_one("[name=points_departments] option[selected]")["value"] == "3"
    act(client, "score", version, SCORES)
    text = soup(client.get(response.url)).text
    for words in (
        "总分 80.0（满分 100），达到门槛 60",
        "建议 3 分",
        "太原市 1 个重点事项（连同本项）中列第 1",
        "可配置，非法定",
    ):
        assert words in text
    act(client, "submit", version)

    head = signed_in(city.market, Role.HEAD)
    act(head, "publish", version, {"valid_from": ""})
    version.refresh_from_db()
    assert version.state == "published"
    assert "2 个地方还没有登记任何机关" in soup(head.get(response.url)).text

    client = signed_in(city.market)
    act(client, "review", version, {"outcome": "remove", "reason": "职责并入其他部门"})
    assert "移出后，这个领域没有重点事项" in soup(client.get(response.url)).text
    act(signed_in(city.bureau, Role.HEAD), "remove", version)
    version.refresh_from_db()
    assert version.state == "removed"


def test_below_the_threshold_the_page_asks_why_and_says_the_rule(city, signed_in):
    client = signed_in(city.market)
    version = make_draft(city)
    act(client, "score", version, {**SCORES, "points_risk": "0", "points_attention": "0"})
    page = client.get(reverse("key_items:submit", args=[version.pk]))
    assert "未达到门槛 60" in soup(page).text
    assert act(client, "submit", version).status_code == 422
    act(client, "submit", version, {"exception": "省里统一部署"})
    version.refresh_from_db()
    assert (version.state, version.exception) == ("review", "省里统一部署")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"items": "SCJG-999 没有的事项"}, "没有现行有效的事项 SCJG-999"),
        ({"others_city": "天文台"}, "没有叫“天文台”的部门"),
        ({"lead_city": ""}, "请填写“市级牵头部门”"),
        ({"others_city": "市场监督管理"}, "写了不止一次"),
    ],
)
def test_what_is_wrong_is_said_on_the_form_and_nothing_is_lost(city, signed_in, changes, words):
    response = signed_in(city.market).post(reverse(NEW), fields(city, **changes))
    assert response.status_code == 422
    page = soup(response)
    assert words in page.text
    assert page.select_one("[name=name]")["value"] == "集中用餐单位食品安全"
    assert not KeyItem.objects.exists()


def test_whoever_reviews_a_new_version_sees_what_would_change(city, signed_in):
    client = signed_in(city.market)
    key_item = make_published(city).key_item
    client.post(reverse("key_items:edit", args=[key_item.code]), fields(city, name="校园食品安全"))
    changes = soup(client.get(key_item.get_absolute_url())).select_one("table").text
    assert "校园食品安全" in changes
    assert "集中用餐单位食品安全" in changes


def test_a_scenario_of_the_place_can_be_chosen_and_what_is_there_comes_back_on_the_form(city, signed_in):
    scenario = make_scenario(city)
    client = signed_in(city.market)
    client.post(reverse(NEW), fields(city, items="", scenario=str(scenario.pk)))
    key_item = KeyItem.objects.get()
    page = soup(client.get(reverse("key_items:edit", args=[key_item.code])))
    assert page.select_one("[name=scenario] option[selected]").text == scenario.name
    assert page.select_one("[name=others_city]")["value"] == "消防救援、行政审批服务管理"
    assert scenario.name in soup(client.get(key_item.get_absolute_url())).text


def test_the_list_shows_areas_without_a_key_item_and_bars_beside_the_threshold(city, signed_in):
    make_published(city)
    page = soup(signed_in(city.fire).get(reverse(LIST)))
    tiles = {tile.select_one(".tile-label").text: tile.select_one(".tile-value").text for tile in page.select(".tile")}
    assert (tiles["食品"], tiles["燃气"], len(tiles)) == ("1 项", "暂无", 8)
    assert "集中用餐单位食品安全 72.0" in page.select_one("svg.bars")["aria-label"]
    assert page.select_one("svg.bars .bars-mark")


def test_items_bear_the_mark_and_can_be_filtered_by_it(city, signed_in):
    make_published(city)
    client = signed_in(city.market)
    page = soup(client.get(city.market_item.item.get_absolute_url()))
    assert "集中用餐单位食品安全" in page.text
    for wanted, found in (("yes", "食品经营检查"), ("no", "消防安全检查")):
        rows = soup(client.get(reverse("catalog:list"), {"key": wanted})).select("tbody tr")
        assert [found in row.text for row in rows] == [True]


def test_who_may_not_see_a_draft_finds_nothing_and_who_does_not_propose_gets_no_form(city, signed_in):
    draft = make_draft(city)
    assert signed_in(city.fire).get(draft.key_item.get_absolute_url()).status_code == 404
    assert signed_in(city.market, Role.INSPECTOR).get(reverse(NEW)).status_code == 403


def test_the_public_sees_what_is_listed_and_why_and_no_draft(city, client):
    listed = make_published(city)
    make_submitted(city, name="还没有公布的", item_ids=(make_item(city.market, "另一项").item_id,))
    page = soup(client.get(reverse("portal:key-items"))).text
    assert "市级：市场监督管理牵头，消防救援配合" in page
    assert "还没有公布的" not in page
    address = reverse("portal:key-item", args=[listed.key_item.code])
    assert "直接关系群众生命健康" in soup(client.get(address)).text
    city.market_item.item.is_restricted = True
    city.market_item.item.save()
    assert client.get(address).status_code == 404


def test_cost_does_not_grow_with_rows(city, signed_in, client):
    official = signed_in(city.market)
    pages = ((official, reverse(LIST)), (client, reverse("portal:key-items")))
    make_published(city)
    before = [_queries(*page) for page in pages]
    for _ in range(5):
        make_published(city)
    assert [_queries(*page) for page in pages] == before
    version = KeyItemVersion.objects.first()
    detail = version.key_item.get_absolute_url()
    for times in (1, 3):
        for _ in range(times):
            operations.review_key_item(actor=lead_in(city), version_id=version.pk, outcome="keep", reason="保留")
        before = before if times > 1 else _queries(official, detail)
    assert _queries(official, detail) == before


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
