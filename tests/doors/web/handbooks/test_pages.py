"""A handbook in the browser, from the form to the day it is public."""

import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.supervision.handbooks.factories import (
    FIRE,
    MARKET,
    change_item,
    lead_in,
    line_about,
    make_handbook,
    make_published,
)
from tests.supervision.scenarios.factories import make_published as make_scenario
from tongjian.foundation.org.choices import Role
from tongjian.supervision.handbooks import operations as act
from tongjian.supervision.handbooks.models import Edit, Edition, Handbook, Line

pytestmark = pytest.mark.engine("sqlite")
NEW, LIST = "handbooks:new", "handbooks:list"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_it_is_generated_edited_handed_in_and_published_on_pages(city, signed_in):
    scenario = make_scenario(city).scenario
    client = signed_in(city.market)
    page = client.get(scenario.get_absolute_url()).content.decode()
    assert f"{reverse(NEW)}?scenario={scenario.code}" in page
    response = client.post(reverse(NEW), {"title": "加油站合规手册", "scenario_code": scenario.code})
    edition = Edition.objects.get()
    text = soup(client.get(response.url)).text
    for words in (*MARKET, *FIRE, "归章待确认", "现在有 6 户符合", "第 4 章　场所要求（1 条）"):
        assert words in text

    line = line_about(edition, "台账")
    form = soup(client.get(reverse("handbooks:line", args=[line.pk]))).text
    assert MARKET[1] in form
    client.post(reverse("handbooks:line", args=[line.pk]), {"text": "进货要查验并记账。", "chapter": "business"})
    added = {"chapter": "staff", "text": "先培训，再上岗。", "basis": "《中华人民共和国安全生产法》第二十八条"}
    client.post(reverse("handbooks:line-new", args=[edition.pk]), added)
    client.post(reverse("handbooks:regenerate", args=[edition.pk]))
    text = soup(client.get(response.url)).text
    for words in ("进货要查验并记账。", f"生成的内容：{MARKET[1]}", "先培训，再上岗。", "自拟", "已改写"):
        assert words in text
    client.post(reverse("handbooks:line-remove", args=[Line.objects.get(generated="").pk]))
    client.post(reverse("handbooks:describe", args=[edition.pk]), {"title": "加油站手册", "foreword": "供对照自查。"})
    client.post(reverse("handbooks:confirm", args=[edition.pk]))
    assert "归章待确认" not in soup(client.get(response.url)).text
    client.post(reverse("handbooks:submit", args=[edition.pk]))

    client = signed_in(city.market, Role.HEAD)
    assert "内容不能再改" in soup(client.get(reverse("handbooks:publish", args=[edition.pk]))).text
    client.post(reverse("handbooks:publish", args=[edition.pk]), {"valid_from": ""})
    edition.refresh_from_db()
    assert (edition.state, edition.title) == ("published", "加油站手册")
    assert "先培训，再上岗。" not in soup(client.get(reverse("portal:handbook", args=[edition.handbook.code]))).text
    client.post(reverse("handbooks:stop", args=[edition.pk]), {"reason": "行业取消"})
    edition.refresh_from_db()
    assert edition.state == "stopped"


def test_a_changed_item_shows_as_a_difference_and_the_lost_wording_waits(city, signed_in):
    first = make_published(city)
    client, code = signed_in(city.market), first.handbook.code
    client.post(reverse("handbooks:begin", args=[code]))
    second = first.handbook.editions.get(number=2)
    act.edit_line(actor=lead_in(city), line_id=line_about(second, "通道").pk, text="通道不得堵。")
    change_item(city.fire_item, "消防通道是否畅通、无杂物。", "员工是否经过消防培训。")
    page = soup(client.get(first.handbook.get_absolute_url())).text
    assert "今天重新生成，有 2 处不同" in page
    assert "没有对上的改动" in page
    today = soup(client.get(reverse("handbooks:today", args=[code]))).text
    assert "通道不得堵。" in today
    assert "消防通道是否畅通、无杂物。" in today
    client.post(reverse("handbooks:regenerate", args=[second.pk]))
    compared = soup(client.get(reverse("handbooks:compare", args=[code]))).text
    assert "2 处不同" in compared
    client.post(reverse("handbooks:drop-edit", args=[second.pk, Edit.objects.get().pk]))
    assert not Edit.objects.exists()


def test_whom_it_concerns_is_listed_and_leaves_as_excel(city, signed_in):
    code = make_handbook(city, has_scenario=True).handbook.code
    client, address = signed_in(city.market), reverse("handbooks:concerned", args=[code])
    assert "现在有 6 户符合" in soup(client.get(address)).text
    answer = client.get(address, {"export": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    assert len([row for row in rows.to_python() if "示例企业" in str(row)]) == 6


def test_what_is_wrong_is_said_on_the_form(city, signed_in):
    client = signed_in(city.market)
    for fields, words in (
        ({"title": "手册", "industries": "加油站"}, "不是国民经济行业代码"),
        ({"title": "手册"}, "请选择一件事，或者填写行业代码"),
        ({"title": "手册", "industries": "A01"}, "没有可以生成条目的监管事项"),
    ):
        response = client.post(reverse(NEW), fields)
        assert response.status_code == 422
        assert words in soup(response).text
    assert not Handbook.objects.exists()


def test_who_does_not_compile_gets_no_form_and_others_no_draft(city, signed_in):
    edition = make_handbook(city)
    line = reverse("handbooks:line", args=[line_about(edition, "通道").pk])
    assert signed_in(city.market, Role.INSPECTOR).get(reverse(NEW)).status_code == 403
    client = signed_in(city.fire)
    for address in (edition.handbook.get_absolute_url(), line, reverse("handbooks:pdf", args=["HGSC-140100-001"])):
        assert client.get(address).status_code == 404
    assert signed_in(city.market, Role.REVIEWER).get(line).status_code == 403


def test_the_pages_cost_the_same_however_much_they_show(city, signed_in):
    edition, client = make_handbook(city), signed_in(city.market)
    addresses = [
        edition.handbook.get_absolute_url(),
        reverse(LIST),
        reverse("handbooks:today", args=["HGSC-140100-001"]),
    ]

    def costs():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    costs()
    before = costs()
    change_item(city.fire_item, *(f"第 {number} 件是否完好。" for number in range(30)))
    act.regenerate_edition(actor=lead_in(city), edition_id=edition.pk)
    make_handbook(city)
    assert costs() == before
