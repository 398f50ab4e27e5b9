"""Duties in the browser: the matrix, what is unclear, its settlement, a new kind of business."""

import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.supervision.duties.factories import SHARED, build, open_overlap, share_content
from tests.supervision.planning.factories import make_item
from tongjian.foundation.org.choices import Role
from tongjian.supervision.duties.models import Duty, Settlement

pytestmark = pytest.mark.engine("sqlite")


def text(response):
    return BeautifulSoup(response.content, "html.parser").text


def link(response, words):
    found = BeautifulSoup(response.content, "html.parser").find("a", string=lambda said: said and words in said)
    return found or next(one for one in BeautifulSoup(response.content, "html.parser")("a") if words in one.text)


def test_from_an_empty_matrix_to_a_settled_overlap(city, signed_in):
    share_content(city.market_item, city.fire_item)
    client = signed_in(city.bureau, Role.COORDINATOR)
    assert "还没有职责" in text(client.get(reverse("duties:matrix")))
    client.post(reverse("duties:build"))
    page = text(client.get(reverse("duties:matrix")))
    for words in ("食品经营检查", "消防救援", "牵头", "交叉"):
        assert words in page
    found = BeautifulSoup(client.get(reverse("duties:matrix"), {"text": "XF"}).content, "html.parser")
    assert found.select_one("#id_text")["value"] == "XF"
    assert len(found.select(".duty-matrix tbody tr")) == 1
    assert "职责交叉 1 处，职责空白 0 处" in text(client.get(reverse("duties:counts")))
    page = client.get(reverse("duties:findings"))
    assert SHARED.rstrip("。") in text(page)
    url = link(page, "发起协调")["href"]
    form = BeautifulSoup(client.get(url).content, "html.parser")
    assert [box["value"] for box in form.select("[name=departments][checked]")] == ["SCJG", "XF"]
    given = {
        "kind": "overlap", "title": "预付卡职责交叉", "description": "内容相同",
        "items": form.select_one("#id_items").text,
        "stages": [box["value"] for box in form.select("[name=stages][checked]")], "departments": ["SCJG", "XF"],
    }  # fmt: skip
    url = client.post(url, given).url
    for agency, wish in ((city.market, "lead"), (city.fire, "cooperate")):
        client = signed_in(agency)
        assert "填报部门意见" in text(client.get(url))
        client.post(f"{url}answer/", {"wish": wish, "text": "有法律依据"})
    client = signed_in(city.bureau, Role.COORDINATOR)
    refused = client.post(f"{url}decide/", {"outcome": "lead", "lead": "", "document": "8号", "note": "x"})
    assert (refused.status_code, "请选择牵头部门" in text(refused)) == (422, True)
    decision = {
        "outcome": "lead",
        "lead": "SCJG",
        "cooperating": ["XF"],
        "document": "并政办函〔2026〕8号",
        "note": "定",
    }
    assert client.post(f"{url}decide/", decision).url == url
    page = text(client.get(url))
    for words in ("并政办函〔2026〕8号", "由本部门牵头", "本部门配合", "记录职责决定", "已决定"):
        assert words in page
    assert "没有职责交叉" in text(client.get(reverse("duties:findings")))


def test_one_item_is_changed_on_its_page(city, signed_in):
    build(city)
    client = signed_in(city.bureau, Role.COORDINATOR)
    page = reverse("duties:item", args=["XF-002"])
    given = {"stage": "access", "department": "SCJG", "role": "lead", "basis": "并政办发〔2026〕1号"}
    client.post(reverse("duties:assign", args=["XF-002"]), given)
    shown = text(client.get(page))
    assert "并政办发〔2026〕1号" in shown
    assert "指定职责" in shown
    duty = Duty.objects.get(stage="access")
    client.post(reverse("duties:end", args=[duty.pk]), {"reason": "机构改革"})
    duty.refresh_from_db()
    assert duty.valid_until is not None
    assert signed_in(city.market).get(reverse("duties:assign", args=["XF-002"])).status_code == 403


def test_a_new_kind_of_business_is_proposed_and_taken_up(city, signed_in):
    given = {"title": "剧本娱乐", "object_kind": "剧本娱乐场所", "description": "没有主管部门"}
    url = signed_in(city.market).post(reverse("duties:propose"), given).url
    client = signed_in(city.bureau, Role.COORDINATOR)
    client.post(f"{url}take-up/", {"departments": ["XF"]})
    assert "征求意见" in text(client.get(url))
    client.post(f"{url}close/", {"reason": "已有明确规定"})
    assert "已终止" in text(client.get(url))
    assert "剧本娱乐" in text(client.get(reverse("duties:settlements")))


def test_the_matrix_comes_as_a_file(city, signed_in):
    build(city)
    response = signed_in(city.market).get(reverse("duties:matrix"), {"export": "xlsx"})
    assert response["Content-Type"].endswith("sheet")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    response.close()
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert ["食品经营检查", "市场监督管理", "", "市场监督管理（牵头）"] in [row[1:5] for row in rows]


@pytest.mark.parametrize("name", ["matrix", "findings", "settlements", "item"])
def test_pages_cost_the_same_however_much_there_is(city, signed_in, name):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    share_content(city.market_item, city.fire_item)
    build(city)
    open_overlap(city)
    client = signed_in(city.bureau, Role.COORDINATOR)
    url = reverse(f"duties:{name}", args=["XF-002"] if name == "item" else [])
    client.get(url)
    before = count()
    share_content(*(make_item(agency, f"检查{n}") for n in range(3) for agency in (city.market, city.fire)))
    build(city)
    open_overlap(city, item_codes=["SCJG-003"])
    assert count() == before


def test_a_settlement_one_may_not_see_is_not_there(city, signed_in):
    settlement: Settlement = open_overlap(city, departments=["SCJG"])
    assert signed_in(city.fire).get(settlement.get_absolute_url()).status_code == 404
