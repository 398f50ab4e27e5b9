"""A scenario in the browser, from the form to the day it stops."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.supervision.planning.factories import make_item
from tests.supervision.scenarios.factories import content_of, lead_in, make_published, make_scenario
from tongjian.foundation.org.choices import Role
from tongjian.supervision.scenarios.models import Scenario, ScenarioVersion
from tongjian.supervision.scenarios.operations import publish_scenario, revise_scenario, submit_scenario

pytestmark = pytest.mark.engine("sqlite")
NEW, LIST = "scenarios:new", "scenarios:list"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def fields(city, **changes):
    return {
        "name": "加油站综合监管一件事",
        "trigger": "same_kind",
        "lead": "SCJG",
        "lead_duty": "计量、油品质量",
        "cooperating": "消防救援：消防安全",
        "items": f"{city.market_item.item.code} 食品经营检查\n{city.fire_item.item.code}",
        "words": "企业，公司",
        "regions": ["140105"],
        "steps": "发起：制定方案\n联合检查：一次入户",
        "papers": "行政检查通知书\n现场检查笔录",
        "frequency_text": "每年不超过 2 次",
        **changes,
    }


def test_it_is_written_handed_in_started_changed_compared_and_stopped_on_pages(city, signed_in):
    client = signed_in(city.market)
    response = client.post(reverse(NEW), fields(city))
    version = ScenarioVersion.objects.get()
    assert response.url == version.scenario.get_absolute_url()
    assert version.scope["words"] == ["企业", "公司"]
    page = soup(client.get(response.url)).text
    for words in ("计量、油品质量", "消防安全", "联合检查", "现场检查笔录", "现在有 3 户符合", "小店区"):
        assert words in page
    client.post(reverse("scenarios:submit", args=[version.pk]))

    client = signed_in(city.market, Role.HEAD)
    assert "启用后内容不能再改" in soup(client.get(reverse("scenarios:publish", args=[version.pk]))).text
    client.post(reverse("scenarios:publish", args=[version.pk]), {"valid_from": ""})
    version.refresh_from_db()
    assert version.state == "published"

    client = signed_in(city.market)
    edit = reverse("scenarios:edit", args=[version.scenario.code])
    form = soup(client.get(edit)).select_one("form.form-card, form[data-draft]")
    assert "消防救援（配合）：消防安全" in form.select_one("[name=cooperating]").text
    client.post(edit, fields(city, frequency_text="每年 1 次"))
    text = soup(client.get(reverse("scenarios:compare", args=[version.scenario.code]))).text
    assert "每年不超过 2 次" in text
    assert "每年 1 次" in text

    client = signed_in(city.market, Role.HEAD)
    client.post(reverse("scenarios:stop", args=[version.pk]), {"reason": "职责调整"})
    version.refresh_from_db()
    assert version.state == "stopped"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"items": "SCJG-999 没有的事项"}, "没有现行有效的事项 SCJG-999"),
        ({"cooperating": "天文台：观星"}, "没有叫“天文台”的部门"),
        ({"cooperating": "消防救援（牵头）：消防"}, "“牵头”不是配合部门的角色"),
        ({"cooperating": "市场监督管理：自己"}, "写了不止一次"),
    ],
)
def test_what_is_wrong_is_said_on_the_form_and_nothing_is_lost(city, signed_in, changes, words):
    response = signed_in(city.market).post(reverse(NEW), fields(city, **changes))
    assert response.status_code == 422
    page = soup(response)
    assert words in page.text
    assert page.select_one("[name=name]")["value"] == "加油站综合监管一件事"
    assert not Scenario.objects.exists()


def test_beside_the_form_stands_what_it_hits_and_which_items_fit(city, signed_in):
    version = city.fire_item
    version.industries = "F5265"
    version.save()
    asked = {"words": "企业", "items": city.market_item.item.code, "industries": "F5265"}
    page = soup(signed_in(city.market).get(reverse("scenarios:count"), asked)).text
    assert "现在有 0 户符合" in page
    assert "食品经营检查" in page
    assert "消防安全检查" in page


def test_who_does_not_compile_gets_no_form(city, signed_in):
    client = signed_in(city.market, Role.INSPECTOR)
    assert client.get(reverse(NEW)).status_code == 403
    client = signed_in(city.fire)
    draft = make_scenario(city)
    assert client.get(draft.scenario.get_absolute_url()).status_code == 404


def test_the_list_of_a_day_shows_what_was_in_force_then(city, signed_in, clock):
    first = make_published(city)
    clock.move_to("2026-12-10T10:00:00+08:00")
    content = content_of(city, name="加油站“综合查一次”")
    second = revise_scenario(actor=lead_in(city), scenario_id=first.scenario_id, content=content)
    submit_scenario(actor=lead_in(city), version_id=second.pk)
    publish_scenario(actor=lead_in(city, Role.HEAD), version_id=second.pk)
    client = signed_in(city.fire)
    assert "加油站“综合查一次”" in soup(client.get(reverse(LIST))).text
    then = soup(client.get(reverse(LIST), {"on": "2026-12-01"})).text
    assert "加油站综合监管一件事" in then
    assert "2026年12月1日有效的版本" in then
    assert "加油站" not in soup(client.get(reverse(LIST), {"on": "2026-11-01"})).text


def test_cost_does_not_grow_with_rows(city, signed_in):
    client = signed_in(city.market)
    pages = [reverse(LIST), make_published(city).scenario.get_absolute_url()]
    for page in pages:
        client.get(page)
    before = [_queries(client, page) for page in pages]
    more = tuple(make_item(city.market, f"检查 {number}").pk for number in range(8))
    for _ in range(5):
        last = make_published(city, item_version_ids=(*more, city.fire_item.pk))
    assert [_queries(client, page) for page in (pages[0], last.scenario.get_absolute_url())] == before


def _queries(client, page):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)
