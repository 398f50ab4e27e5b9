"""An enterprise, or anybody for an industry, sees which checks are about it and why; nobody sees anything else."""

import logging

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests.supervision.planning.factories import make_city, make_entities, make_item
from tests.supervision.scenarios.conftest import clock
from tests.supervision.scenarios.factories import make_published
from tongjian.doors.portal.concerns import views
from tongjian.doors.portal.concerns.limit import Limit
from tongjian.supervision.catalog.models import Checklist, CheckPoint, FrequencyCap, Item, ItemVersion
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.scenarios.models import JointPart, JointPoint

__all__ = ["clock"]
pytestmark = pytest.mark.django_db

CODE = "91140105DEM010052X"
SECRET = "不公开事项"


@pytest.fixture(autouse=True)
def fresh_limit(monkeypatch):
    monkeypatch.setattr(views, "LOOKUPS", Limit(most=5))


@pytest.fixture
def city(reference):
    """A petrol station in 小店区; items that name its industry, its word, another industry, another city, a secret."""
    city = make_city(entities=0)
    [station] = make_entities(1, uscc=CODE, industry="F5265", business_scope="汽油零售；洗车", representative="谁")
    Entity.objects.filter(pk=station.pk).update(name="示例加油站", search_name="示例加油站")
    listed = {"industries": "F52;H6210", "frequency_text": "每年不超过 2 次", "legal_basis": "《计量法》第九条"}
    change(city.market_item, **listed)
    change(city.fire_item, object_kind="加油站、加气站")
    for name, fields in {
        "餐饮检查": {"industries": "H6210"},
        SECRET: {"industries": "F5265", "secrecy": "restricted"},
        "没有写明的检查": {"object_kind": "单位"},
    }.items():
        change(make_item(city.market, name), **fields)
    Item.objects.filter(name=SECRET).update(is_restricted=True)
    return city


def change(version, **fields):
    ItemVersion.objects.filter(pk=version.pk).update(**fields)


def ask(client, code=CODE):
    return client.post(reverse("portal:concerns"), {"uscc": code})


def main(answer):
    return BeautifulSoup(answer.content, "html.parser").main


def titles(answer):
    return [title.get_text(strip=True) for title in main(answer).select(".concern h3")]


def test_an_enterprise_sees_its_items_and_why_they_are_about_it(client, city):
    answer = ask(client)
    assert titles(answer) == ["食品经营检查", "消防安全检查"]
    text = main(answer).get_text(" ", strip=True)
    for words in (
        "适用行业 F52 包含您的行业 F5265",
        "检查对象写明“加油站”",
        "《计量法》第九条",
        "每年不超过 2 次",
        "同一机关一年最多检查",
        "小店区",
    ):
        assert words in text


def test_of_the_enterprise_only_name_industry_and_region_are_shown(client, city):
    text = main(ask(client)).get_text()
    for hidden in ("汽油零售", "示例路", "存续", SECRET):
        assert hidden not in text


def test_a_code_may_be_typed_as_people_type(client, city):
    assert titles(ask(client, " 91140105dem010052x ")) == titles(ask(client))


@pytest.mark.parametrize(
    ("code", "sentence", "status"),
    [
        ("9114010", "是 18 位，您填了 7 位", 422),
        ("91140105DEM01005OX", "把 0 写成了 O", 422),
        ("91140105DEM0100521", "校验位不对", 422),
        ("91140105DEM010124N", "名录里没有这个代码", 404),
        ("", "请填写“统一社会信用代码”", 422),
    ],
)
def test_a_wrong_or_unknown_code_gets_a_sentence_that_helps(client, city, code, sentence, status):
    answer = ask(client, code)
    assert (answer.status_code, sentence in main(answer).text) == (status, True)


def test_nobody_reads_the_register_by_trying_every_code(client, city):
    codes = [ask(client).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    refused = ask(client)
    assert "查询太频繁了" in main(refused).text
    assert int(refused["Retry-After"]) > 0
    assert client.get(reverse("portal:concerns"), {"industry": "F52"}).status_code == 200


def test_the_limit_ends_with_its_time_and_keeps_no_address():
    limit = Limit(most=1, seconds=600)
    assert [limit.allows("192.0.2.7"), limit.allows("192.0.2.7"), limit.allows("192.0.2.8")] == [True, False, True]
    assert "192.0.2" not in repr(vars(limit))
    limit._begin(limit._window - 1)
    assert limit.allows("192.0.2.7")


def test_asking_leaves_no_trace(client, city, caplog):
    from tongjian.foundation.ledger.models import Entry

    before = Entry.objects.count()
    with caplog.at_level(logging.DEBUG, logger="tongjian"):
        answer = ask(client)
    assert Entry.objects.count() == before
    assert CODE not in caplog.text
    assert "no-store" in answer["Cache-Control"]


def test_by_industry_nobody_needs_a_code(client, city):
    answer = client.get(reverse("portal:concerns"), {"industry": "H62", "region": "140105"})
    assert titles(answer) == ["食品经营检查", "餐饮检查"]
    assert "适用行业 H6210 是 H62 的一部分" in main(answer).text
    assert "没有公布的事项写明" in main(client.get(reverse("portal:concerns"), {"industry": "A01"})).text


def test_what_departments_published_as_their_cap_is_said_and_grades_are_nobodys_business(client, city):
    now, day = timezone.now(), timezone.localdate()
    shared = {"agency": city.market, "state": "published", "set_at": now, "valid_from": day}
    for times, fields in ((4, {}), (3, {"industry": "F52"}), (9, {"industry": "H62"}), (1, {"grade": "A"})):
        FrequencyCap.objects.create(times=times, citation=f"公告{times}", **fields, **shared)
    text = main(ask(client)).text
    assert "太原市市场监督管理局每年不超过 3 次（公告3）" in text
    for other in ("公告1", "公告4", "公告9"):
        assert other not in text


def test_what_another_place_compiled_is_not_about_it(client, city):
    other = make_item(city.market, "外地检查")
    change(other, industries="F5265")
    Item.objects.filter(pk=other.item_id).update(region="140106", level="county")
    assert "外地检查" not in titles(ask(client))


def test_a_matter_of_several_departments_comes_with_its_joint_form(client, city):
    version = make_published(city, scope={"industries": ["F5265"], "permits": ["成品油零售许可"]})
    text = main(ask(client)).text
    assert "加油站综合监管一件事" in text
    assert "只有持有成品油零售许可的适用" in text
    by_industry = client.get(reverse("portal:concerns"), {"industry": "F"})
    assert main(by_industry).select_one(f'a[href="{reverse("portal:scenario", args=[version.scenario.code])}"]')
    assert "加油站综合监管一件事" in main(client.get(reverse("portal:scenarios"))).text
    item = client.get(reverse("portal:item", args=[city.market_item.item.code]))
    assert "加油站综合监管一件事" in main(item).text


def test_tags_that_departments_share_show_nobody_to_anybody(client, city):
    version = make_published(city, scope={"industries": ["F5265"], "tags": ["重点关注"]})
    assert "加油站综合监管一件事" not in main(ask(client)).text
    assert client.get(reverse("portal:scenario", args=[version.scenario.code])).status_code == 404


def test_of_a_matter_the_public_sees_the_public_items_and_points_only(client, city):
    now = timezone.now()
    points = {}
    for item, words in ((city.market_item, "公开的要点"), (city.fire_item, "秘密的要点")):
        checklist = Checklist.objects.create(code=f"L{item.item_id}", name=words, created_at=now)
        points[words] = CheckPoint.objects.create(checklist=checklist, number=1, content=words)
        change(item, checklist=checklist)
    version = make_published(city)
    joint = JointPoint.objects.create(version=version, content="公开的和秘密的合起来", joined_at=now)
    for point in points.values():
        JointPart.objects.create(joint=joint, version=version, check_point=point)
    address = reverse("portal:scenario", args=[version.scenario.code])
    assert "公开的和秘密的合起来" in main(client.get(address)).text

    Item.objects.filter(pk=city.fire_item.item_id).update(is_restricted=True)
    text = main(client.get(address)).text
    assert "公开的要点" in text
    for hidden in ("消防安全检查", "秘密的"):
        assert hidden not in text
    Item.objects.update(is_restricted=True)
    assert client.get(address).status_code == 404


def test_the_answer_costs_the_same_however_much_there_is(client, city, django_assert_max_num_queries):
    make_published(city, scope={"industries": ["F5265"]})
    ask(client)
    for number in range(8):
        change(make_item(city.market, f"样例{number}"), industries="F5265")
        make_published(city, name=f"一件事{number}", scope={"industries": ["F5265"]})
    with django_assert_max_num_queries(24):
        assert len(titles(ask(client))) == 10
