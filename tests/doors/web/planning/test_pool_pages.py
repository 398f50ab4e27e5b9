from io import BytesIO

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.supervision.planning.factories import COUNTIES, drawn, make_officer
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.models import Demand, ObjectPool
from tongjian.supervision.planning.operations import measure_fairness, publish_draw
from tongjian.supervision.registry.models import Entity


def text(response):
    return BeautifulSoup(response.content, "html.parser").text


def made(client):
    fields = {"title": "加油站专项库", "kind": "special", "regions": [COUNTIES[0]]}
    response = client.post(reverse("pools:new"), fields)
    pool = ObjectPool.objects.get()
    assert response.url == pool.get_absolute_url()
    return pool


def test_a_pool_is_made_changed_by_hand_and_used_by_a_demand_on_pages(city, signed_in):
    client = signed_in(city.market)
    assert "还没有名录库" in text(client.get(reverse("pools:list")))
    pool, added = made(client), city.entities[-1]
    Entity.objects.filter(pk=added.pk).update(uscc="91140100MA0000001X")
    mark = reverse("pools:mark", args=[pool.pk])
    fields = {"kind": "added", "numbers": "91140100MA0000001X", "reason": "群众反映"}
    assert client.post(mark, fields).url == pool.get_absolute_url()
    again = client.post(mark, fields)
    assert again.status_code == 422
    assert "已经在名录库里" in text(again)
    unknown = client.post(mark, {**fields, "numbers": "91140100MA0000002X"})
    assert "对象名录里没有：91140100MA0000002X" in text(unknown)
    page = text(client.get(pool.get_absolute_url()))
    assert "21 户" in page and "手工加入" in page
    assert "群众反映" in text(client.get(reverse("pools:changes", args=[pool.pk])))

    demand = {"title": "抽查", "items": [str(city.market_item.pk)], "method": "census", "pool": str(pool.pk)}
    client.post(reverse("planning:new"), demand)
    assert Demand.objects.get().pool == pool
    detail = text(client.get(reverse("planning:detail", args=[Demand.objects.get().pk])))
    assert "加油站专项库" in detail and "21" in detail

    edit = {"title": pool.title, "kind": "register", "by_hand_only": "on", "reason": "改为手工"}
    client.post(reverse("pools:edit", args=[pool.pk]), edit)
    assert queries.figures_of_pool(pool).members == 1


def test_what_is_exported_comes_back_as_a_file(city, signed_in):
    client = signed_in(city.market)
    pool = made(client)
    members = reverse("pools:members", args=[pool.pk])
    answer = client.get(members, {"export": "xlsx", "columns": ["name", "uscc", "permit", "visited", "id"]})
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = [cell.value for cell in next(load_workbook(BytesIO(raw)).active.iter_rows())]
    assert heads == ["名称", "统一社会信用代码", "上次检查日期", "许可证名称", "对象编号"]
    file = SimpleUploadedFile("members.xlsx", raw)
    response = client.post(
        reverse("pools:mark", args=[pool.pk]), {"kind": "removed", "file": file, "reason": "另建新库"}
    )
    assert response.status_code == 302, text(response)
    assert queries.figures_of_pool(pool).members == 0


def test_others_do_not_see_the_pool_and_a_coordinator_may_only_read(city, signed_in):
    pool = made(signed_in(city.market))
    assert signed_in(city.fire).get(pool.get_absolute_url()).status_code == 404
    assert signed_in(city.fire).post(reverse("pools:mark", args=[pool.pk])).status_code == 404


def test_members_cost_the_same_however_many(city, signed_in, django_assert_max_num_queries):
    client = signed_in(city.market)
    members = reverse("pools:members", args=[made(client).pk])
    client.get(members)
    with django_assert_max_num_queries(14):
        page = client.get(members, {"size": "100", "text": "企业1", "on": "2026-11-23"})
    assert page.status_code == 200
    assert "示例企业10" in text(page)


def test_the_pool_of_inspectors_shows_load_and_picture_at_constant_cost(
    city, signed_in, django_assert_max_num_queries
):
    drawn(city)
    for _ in range(30):
        make_officer(city.market, city.market_item)
    client = signed_in(city.bureau, Role.COORDINATOR)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("pools:inspectors"), {"sort": "-load", "item": city.market_item.item.code})
    shown = BeautifulSoup(page.content, "html.parser")
    assert "33 人" in shown.text
    assert shown.select_one("svg.bars")["aria-label"].startswith("检查户数分布：0 户")
    export = client.get(reverse("pools:inspectors"), {"export": "csv"})
    assert "占周期上限" in b"".join(export).decode("utf-8-sig")


def test_everybody_reads_how_fair_the_draws_were(city, signed_in, client):
    address = reverse("portal:draw-fairness")
    assert "还没有测算" in text(client.get(address))
    publish_draw(actor=city.coordinator, draw_id=drawn(city, is_practice=True).pk)
    measure_fairness(actor=Actor.system("测试", "planning.run_due"))
    for reader, url in ((client, address), (signed_in(city.market), reverse("draws:fairness"))):
        page = BeautifulSoup(reader.get(url).content, "html.parser")
        assert "豁免户" in page.text and "演练" in page.text
        assert page.select_one("svg.bars")["aria-label"].startswith("抽中次数的分布：抽中 0 次")


def test_an_enterprise_with_its_slip_finds_its_row_and_the_slip_says_nothing_of_the_result(city, signed_in, client):
    draw = drawn(city)
    unit = draw.units.filter(is_selected=True).first()
    Entity.objects.filter(pk=unit.entity_id).update(uscc="91140100MA0000003X")
    address = reverse("draws:slip", args=[draw.pk])
    assert signed_in(city.market).get(address).status_code == 403
    sheet = signed_in(city.bureau, Role.COORDINATOR).post(
        address, {"number": "91140100MA0000003X", "handed_to": "张三，经理"}
    )
    assert unit.salt in text(sheet)
    assert "抽中概率" in text(sheet) and "被抽中" not in text(sheet)
    assert "no-store" in sheet["Cache-Control"]

    fields = {"key": draw.key, "entity": unit.entity_id, "salt": unit.salt}
    page = client.post(reverse("portal:draw-find"), fields)
    shown = BeautifulSoup(page.content, "html.parser")
    assert "本单位在名单内" in shown.text and "25%" in shown.text
    assert "还没有公开" in shown.text and draw.seed not in shown.text
    assert shown.select_one("[data-unit-check]")["data-unit-check"] == unit.unit_id


def test_the_frame_lists_everybody_with_their_chances_to_auditor_and_coordinator_only(city, signed_in):
    draw = drawn(city)
    address = reverse("draws:frame", args=[draw.pk])
    assert signed_in(city.market).get(address).status_code == 403
    page = text(signed_in(city.bureau, Role.AUDITOR).get(address))
    assert "年度抽查：全部，25%，抽中" in page and "10%，未抽中" in page
    export = signed_in(city.bureau, Role.COORDINATOR).get(address, {"export": "csv"})
    assert b"".join(export).decode("utf-8-sig").count("25%") == 40
