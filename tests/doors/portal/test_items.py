"""The public list of items: what may be checked, by which law."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.supervision.catalog.conftest import (
    TEXT,
    draft,
    handler,
    kinds,
    market,
    publish,
    reviewer,
)
from tests.supervision.catalog.conftest import today as first_of_september
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog.models import Checklist, CheckPoint

__all__ = ["draft", "first_of_september", "handler", "kinds", "market", "publish", "reviewer"]


@pytest.fixture
def shown(draft, publish, handler):
    checklist = Checklist.objects.create(code="A01", name="食品经营记录表", created_at=timezone.now())
    CheckPoint.objects.create(checklist=checklist, number=1, content="许可证是否有效", method="现场查看")
    version = draft(sub_name="餐饮服务")
    act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="A01")
    return publish(version)


def page(client, name, *args, **query):
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode() if not answer.streaming else b"".join(answer).decode("utf-8-sig")


def test_published_items_are_listed_and_found(client, shown, draft):
    draft("还没有公布的事项")
    text = page(client, "items")
    assert "食品经营许可检查（餐饮服务）" in text
    assert "还没有公布的事项" not in text
    assert "食品经营许可检查" in page(client, "items", text="第一百零九条", agency_kind="SCJG")
    assert "没有符合条件的事项" in page(client, "items", text="没有这样的词")
    assert "没有符合条件的事项" in page(client, "items", on="2026-08-31")


def test_an_item_says_what_is_looked_at(client, shown):
    text = page(client, "item", shown.item.code)
    assert "许可证是否有效" in text
    assert "现场查看" in text
    assert "2026年9月1日起" in text


def test_what_is_not_published_does_not_exist(client, draft):
    version = draft()
    for name in ("item", "item-json"):
        assert client.get(reverse(f"portal:{name}", args=[version.item.code])).status_code == 404


def test_the_list_is_open_data(client, shown):
    [row] = csv.DictReader(io.StringIO(page(client, "items-csv")))
    assert (row["事项编码"], row["生效日期"], row["检查表号"]) == ("SCJG-0001", "2026-09-01", "A01")
    [item] = json.loads(page(client, "items-json", agency_kind="SCJG"))["items"]
    assert (item["code"], item["valid_from"], item["valid_until"]) == ("SCJG-0001", "2026-09-01", None)
    item = client.get(reverse("portal:item-json", args=["SCJG-0001"])).json()
    assert item["check_points"] == [{"number": 1, "content": "许可证是否有效", "method": "现场查看"}]


def test_the_cost_does_not_grow_with_the_items(client, draft, publish, django_assert_max_num_queries):
    for number in range(15):
        publish(draft(f"样例事项{number}"))
    with django_assert_max_num_queries(8):
        page(client, "items")


def test_open_data_names_its_licence_and_is_found_by_industry_and_place(client, draft, publish):
    publish(draft("餐饮检查", text=replace(TEXT, industries="H6210;H6220")))
    publish(draft("网络检查", text=replace(TEXT, industries="I64")))
    answer = client.get(reverse("portal:items-json"), {"industry": "H62"})
    told = json.loads(answer.getvalue())
    assert [item["name"] for item in told["items"]] == ["餐饮检查"]
    assert told["licence"]["url"] in answer["Link"]
    assert 'rel="license"' in client.get(reverse("portal:items-csv"))["Link"]
    for industry, names in (("H6210", 1), ("H", 1), ("I6420", 1), ("A", 0), ("餐饮业", 1), ("没有这一行", 0)):
        assert len(json.loads(page(client, "items-json", industry=industry))["items"]) == names


def test_what_is_not_public_is_on_no_page_and_in_no_file(client, draft, publish):
    secret = publish(draft("不公开的检查", text=replace(TEXT, secrecy="不公开")))
    for name in ("items", "items-json", "items-csv"):
        assert "不公开的检查" not in page(client, name)
    assert client.get(reverse("portal:item", args=[secret.item.code])).status_code == 404
