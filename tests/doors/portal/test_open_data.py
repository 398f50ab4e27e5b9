"""Open data: the same in CSV and JSON, at addresses that stay, and never anything that is not public."""

import csv
import io
import json
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests.supervision.catalog.conftest import TEXT, draft, handler, host, kinds, market, publish, reviewer
from tests.supervision.catalog.conftest import today as first_of_september
from tongjian.doors.portal.data.datasets import DATASETS
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook.operations import load_statutes
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog.models import Checklist, CheckPoint, Item
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion, KeyPart
from tongjian.supervision.scenarios.models import Scenario, ScenarioItem, ScenarioVersion

__all__ = ["draft", "first_of_september", "handler", "host", "kinds", "market", "publish", "reviewer"]
pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]

FORMULA = "=HYPERLINK(危险)"
NAMES = sorted(DATASETS)


def address(name, kind):
    return reverse("portal:dataset", args=[name, kind])


def table(client, name):
    """Rows of the CSV by the keys of the JSON, and those of the JSON."""
    answer = client.get(address(name, "csv"))
    keys = {column.label: column.key for column in DATASETS[name].columns}
    rows = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    told = json.loads(client.get(address(name, "json")).getvalue())
    return [{keys[label]: text for label, text in row.items()} for row in rows], told[name]


def all_of_it(client):
    return "".join(
        client.get(address(name, kind)).getvalue().decode("utf-8-sig") for name in NAMES for kind in ("csv", "json")
    )


def with_points(code, *contents):
    checklist = Checklist.objects.create(code=code, name=f"{code}检查表", created_at=timezone.now())
    for number, content in enumerate(contents, 1):
        CheckPoint.objects.create(checklist=checklist, number=number, content=content)


@pytest.fixture
def listed(kinds, host, draft, publish, handler):
    """Two public items in a scenario with a secret one of its own checklist and clause."""
    load_statutes(actor=host)
    with_points("A1", "设施（《消防法》第十六条）是否完好", "通道是否畅通，\n“安全”出口")
    with_points("S1", "秘密的要点（《消防法》第二十一条）")
    first = draft("甲检查", text=replace(TEXT, legal_basis="《消防法》第十六条", note=FORMULA, industries="H62"))
    act.attach_checklist(actor=handler, version_id=first.pk, checklist_code="A1")
    secret = draft("秘密检查", text=replace(TEXT, legal_basis="《消防法》第十七条", secrecy="不公开"))
    act.attach_checklist(actor=handler, version_id=secret.pk, checklist_code="S1")
    versions = [publish(first), publish(draft("乙检查")), publish(secret)]
    act.link_clauses(actor=Actor.system("测试", "rulebook.link"))
    matter(market_of(versions), versions)
    return versions


def market_of(versions):
    return versions[0].submitted_by


def matter(agency, versions):
    now = timezone.now()
    scenario = Scenario.objects.create(code="YJS-1", region=agency.region, created_at=now)
    version = ScenarioVersion.objects.create(
        scenario=scenario, number=1, state="published", name="一件事甲", trigger="same_kind", lead=agency.kind,
        scope={"industries": ["H62"]}, published_at=now, valid_from=timezone.localdate(),
    )  # fmt: skip
    for number, item in enumerate(versions, 1):
        ScenarioItem.objects.create(version=version, number=number, item_version=item)

    listed = KeyItemVersion.objects.create(
        key_item=KeyItem.objects.create(code="ZDSX-1", region=agency.region, created_at=now), number=1,
        state="published", name="重点甲", area="food", published_at=now, valid_from=timezone.localdate(),
    )  # fmt: skip
    for number, item in enumerate(versions, 1):
        KeyPart.objects.create(version=listed, number=number, item=item.item)


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_json_say_the_same(client, listed, name):
    rows, told = table(client, name)
    assert len(rows) == len(told) == {"items": 2, "checklists": 2, "scenarios": 1, "key-items": 1, "clauses": 2}[name]
    for row, one in zip(rows, told, strict=True):
        assert row == {key: defused(value) for key, value in one.items()}


def defused(value):
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith("=") else text


def test_formulas_are_defused_where_a_spreadsheet_would_read_them(client, listed):
    rows, told = table(client, "items")
    assert (rows[0]["note"], told[0]["note"]) == (f"'{FORMULA}", FORMULA)


def test_what_is_not_public_is_in_no_table(client, listed):
    text = all_of_it(client)
    for hidden in ("秘密", listed[2].item.code, "XFF-2021:17", "XFF-2021:21", "S1"):
        assert hidden not in text
    assert "甲检查" in text
    [scenario] = table(client, "scenarios")[1]
    assert scenario["items"] == f"{listed[0].item.code};{listed[1].item.code}"
    [key_item] = table(client, "key-items")[1]
    assert key_item["items"] == scenario["items"]
    Item.objects.update(is_restricted=True)
    assert [table(client, name)[1] for name in NAMES] == [[]] * 5


def test_rows_of_different_tables_find_each_other(client, listed):
    items = {row["code"]: row for row in table(client, "items")[1]}
    clauses = table(client, "clauses")[1]
    by_item = next(row for row in clauses if row["item"])
    by_point = next(row for row in clauses if row["checklist"])
    assert items[by_item["item"]]["name"] == "甲检查"
    assert (by_item["clause"], by_item["article"]) == ("XFF-2021:16", "第十六条")
    assert (by_point["checklist"], by_point["point"]) == (items[by_item["item"]]["checklist"], 1)


@pytest.mark.parametrize("name", NAMES)
def test_who_has_it_already_is_told_so(client, listed, name, draft, publish):
    first = client.get(address(name, "json"))
    again = client.get(address(name, "json"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(address(name, "csv"), headers={"If-None-Match": first["ETag"]}).status_code == 200
    publish(draft("丙检查"))
    assert client.get(address(name, "json"), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_search_has_a_tag_of_its_own(client, listed):
    whole, part = (client.get(reverse("portal:items-json"), query) for query in ({}, {"industry": "H62"}))
    assert whole["ETag"] != part["ETag"]
    assert [row["name"] for row in json.loads(part.getvalue())["items"]] == ["甲检查"]


def test_licence_and_day_travel_with_the_data(client, listed):
    answer = client.get(address("items", "json"))
    told = json.loads(answer.getvalue())
    assert told["licence"]["url"] in answer["Link"]
    assert told["changed"] == "2026-09-01"
    catalogue = client.get(reverse("portal:datasets")).json()["datasets"]
    assert [one["dataset"] for one in catalogue] == list(DATASETS)
    for one in catalogue:
        assert client.get(one["files"]["csv"]).status_code == 200


def test_the_page_says_what_every_column_means(client, listed):
    page = BeautifulSoup(client.get(reverse("portal:data")).content, "html.parser").main
    for dataset in DATASETS.values():
        assert page.select_one(f'a[href$="{address(dataset.name, "csv")}"]')
        assert len({column.key for column in dataset.columns}) == len(dataset.columns)
        for column in dataset.columns:
            assert column.meaning
            assert column.meaning in page.text
    assert "2026年9月1日" in page.text


def test_a_table_that_is_not_there_is_said_to_be_missing(client):
    for name, kind in (("visits", "csv"), ("items", "xlsx")):
        answer = client.get(f"/public/data/{name}.{kind}")
        assert answer.status_code == 404
        assert "没有这份开放数据" in answer.content.decode()


def test_it_is_sent_while_it_is_read(client, listed, django_assert_max_num_queries):
    """Nothing of the rows is read before they are asked for, and they cost a fixed number of queries a piece."""
    for name in NAMES:
        rows = DATASETS[name].rows()
        assert iter(rows) is iter(rows)
        for kind in ("csv", "json"):
            with django_assert_max_num_queries(26):
                answer = client.get(address(name, kind))
                assert answer.streaming
                assert answer.getvalue()
