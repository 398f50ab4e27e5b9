import csv
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup

from tongjian.doors.face.styleguide import FRAMES
from tongjian.foundation.org.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("face_pages")]


@pytest.fixture
def regions():
    return Region.objects.bulk_create([Region(code=f"9{n:04}", name=f"第{n:03}县", level="county") for n in range(60)])


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def names(page):
    return [cell.get_text(strip=True) for cell in page.select(".list-table tbody td:first-child")]


def test_a_list_answers_a_page_or_its_results(client, regions):
    page = soup(client.get("/web/regions/?text=第05"))
    swap = soup(client.get("/web/regions/?text=第05", headers={"HX-Request": "true"}))

    assert page.title.get_text(strip=True) == "行政区划 · 通监"
    assert page.h1.get_text(strip=True) == "行政区划"
    assert not swap.title
    assert names(page) == names(swap) == [f"第{n:03}县" for n in range(50, 60)]


def test_going_back_in_history_gets_the_whole_page(client, regions):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert soup(client.get("/web/regions/", headers=headers)).title


def test_pages_sort_and_walk_by_address_alone(client, regions):
    first = soup(client.get("/web/regions/?sort=-name&size=20"))
    second = soup(client.get(first.select_one("a[rel=next]")["href"]))

    assert names(first)[0] == "第059县"
    assert names(second)[0] == "第039县"
    assert names(soup(client.get(second.select_one("a[rel=prev]")["href"]))) == names(first)
    assert first.select_one("[aria-sort=descending]").get_text(strip=True) == "名称"
    assert first.select_one(".results-count").get_text(strip=True) == "共 60 条"


def test_the_excel_file_is_exactly_what_is_shown(client, regions):
    query = "text=第05&sort=-name&columns=level&columns=name"
    page = soup(client.get(f"/web/regions/?{query}"))
    link = page.find("a", string=lambda text: text and "Excel" in text) or page.select("a[download]")[-1]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(link["href"]).streaming_content)))
    rows = list(book["数据"].values)

    assert rows[0] == ("名称", "层级")
    assert [row[0] for row in rows[1:]] == names(page)
    assert dict(book["说明"].values)["筛选条件"] == "text=第05；sort=-name"


def test_the_csv_file_holds_all_pages(client, regions):
    text = b"".join(client.get("/web/regions/?export=csv&size=20").streaming_content).decode()

    assert len(list(csv.reader(io.StringIO(text)))) == 61


def test_a_list_costs_the_same_however_long(client, regions, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/web/regions/?size=20")
    with django_assert_num_queries(2):
        client.get("/web/regions/?size=50")


def test_an_empty_list_tells_nothing_yet_from_nothing_found(client):
    assert "还没有行政区划" in client.get("/web/regions/").content.decode()
    assert "没有符合条件的记录" in client.get("/web/regions/?text=无").content.decode()


def test_a_refused_form_comes_back_with_everything_typed(client):
    response = client.post("/web/plan/", {"name": "含有 # 的计划名称", "note": "甲"})
    page = soup(response)

    assert response.status_code == 422
    assert page.select_one("[data-error-summary]")
    assert page.select_one("input[name=name]")["value"] == "含有 # 的计划名称"
    assert page.select_one("form[data-draft]").has_attr("data-refused")


def test_what_was_done_is_said_once_on_the_next_page(client):
    page = soup(client.post("/web/plan/", {"name": "计划"}, follow=True))

    assert page.select_one(".notice-success").get_text(strip=True) == "已提交。"
    assert not soup(client.get("/web/regions/")).select_one(".notice")


@pytest.mark.parametrize(("kind", "status"), [("hidden", 404), ("forbidden", 403)])
def test_a_refusal_nobody_caught_is_a_page_with_its_reason(client, kind, status):
    response = client.get(f"/refused/{kind}/")
    failure = soup(response).select_one("#failure").get_text()

    assert response.status_code == status
    assert "这件事不归您管。" in failure
    assert "《某办法》第三条" in failure
    assert "because" in failure


def test_missing_pages_and_bugs_have_pages_of_their_own(client):
    client.raise_request_exception = False

    assert "没有找到这个页面" in client.get("/nowhere/").content.decode()
    assert "系统出了故障" in client.get("/broken/").content.decode()


@pytest.mark.parametrize("page", ["", *(f"{name}/" for name in FRAMES)])
def test_every_frame_is_free_of_inline_style_and_script(client, page):
    html = soup(client.get(f"/face/{page}"))

    assert html.select("[style]") == []
    assert [script for script in html.select("script:not([src])") if script["type"] != "application/json"] == []
    assert [tag for tag in html.find_all() if any(name.startswith("on") for name in tag.attrs)] == []
    assert len(html.select("h1")) == 1
