from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.supervision.planning.factories import (
    commit_all,
    drawn,
    freeze,
    make_agency,
    make_demand,
    make_draw,
    make_officer,
    make_ready_draw,
    make_region,
    nonce_of,
    reveal_all,
)
from tongjian.foundation.org.choices import Role
from tongjian.pure import sampling
from tongjian.supervision.planning import queries, tasks
from tongjian.supervision.planning.choices import DemandState, DrawState
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.operations import publish_draw

HTMX = {"HX-Request": "true"}


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def work():
    """What the worker does: each task once."""
    for queued in DBTaskResult.objects.filter(status="READY"):
        tasks.carry_out.func(*queued.args_kwargs["args"])
        queued.delete()


def demand_fields(city, **changes):
    return {
        "title": "抽查",
        "items": [str(city.market_item.pk)],
        "method": "fixed",
        "share": "3%",
        "regions": ["140105"],
        "words": "企业，公司",
        **changes,
    }


def test_a_demand_is_written_revised_submitted_and_withdrawn_on_pages(city, signed_in):
    client = signed_in(city.market)
    response = client.post(reverse("planning:new"), demand_fields(city))
    demand = Demand.objects.get()
    assert response.url == reverse("planning:detail", args=[demand.pk])
    assert demand.scope["words"] == ["企业", "公司"]

    client.post(reverse("planning:edit", args=[demand.pk]), demand_fields(city, share="1/3", by_county="on"))
    demand.refresh_from_db()
    assert (demand.ratio_numerator, demand.ratio_denominator) == (1, 3)
    page = soup(client.get(reverse("planning:edit", args=[demand.pk])))
    assert page.select_one("[name=share]")["value"] == "1/3"
    refused = soup(client.get(reverse("planning:detail", args=[demand.pk])))
    assert "需求由部门负责人提交" in refused.text

    client = signed_in(city.market, Role.HEAD)
    client.post(reverse("planning:submit", args=[demand.pk]))
    assert Demand.objects.get().state == DemandState.SUBMITTED
    client.post(reverse("planning:withdraw", args=[demand.pk]))
    assert Demand.objects.get().state == DemandState.WITHDRAWN


def test_what_is_wrong_is_said_on_the_form_and_nothing_is_lost(city, signed_in):
    client = signed_in(city.market)
    response = client.post(reverse("planning:new"), demand_fields(city, share="百分之三"))
    assert response.status_code == 422
    assert "百分之三”不是比例" in response.content.decode()
    assert soup(response).select_one("[name=title]")["value"] == "抽查"
    assert client.post(reverse("planning:new"), demand_fields(city, share="")).status_code == 422
    assert not Demand.objects.exists()


def test_the_preview_counts_while_one_writes(city, signed_in):
    client = signed_in(city.market)
    page = client.get(reverse("planning:preview"), demand_fields(city, share="8‰"), headers=HTMX).content.decode()
    assert "20</strong> 户" in page
    assert "1</strong> 户" in page
    half_written = client.get(reverse("planning:preview"), {"share": "x", "method": "fixed"}, headers=HTMX)
    assert "不是比例" in half_written.content.decode()


def test_lists_answer_a_page_or_its_results(city, signed_in):
    make_demand(city, city.market)
    make_draw(city)
    client = signed_in(city.bureau, Role.COORDINATOR)
    for name, word in (("planning:list", "年度抽查"), ("draws:list", "2026 年第四季度")):
        page, swap = client.get(reverse(name)), client.get(reverse(name), headers=HTMX)
        assert soup(page).title and not soup(swap).title
        assert word in swap.content.decode()
        table = b"".join(client.get(reverse(name), {"export": "csv"}).streaming_content).decode()
        assert word in table


def test_the_list_of_draws_costs_the_same_however_many_there_are(city, signed_in, django_assert_max_num_queries):
    client = signed_in(city.bureau, Role.COORDINATOR)
    make_draw(city)
    client.get(reverse("draws:list"))
    with django_assert_max_num_queries(14):
        client.get(reverse("draws:list"))
    for _ in range(8):
        make_draw(city)
    with django_assert_max_num_queries(14):
        client.get(reverse("draws:list"))


def test_the_coordinator_opens_a_draw_and_takes_demands_in(city, signed_in):
    demand = make_demand(city, city.market)
    client = signed_in(city.bureau, Role.COORDINATOR)
    fields = {
        "title": "四季度",
        "cycle": "2026Q4",
        "window_from": "2026-12-01",
        "window_last": "2026-12-31",
        "parties": [str(city.market.pk), str(city.fire.pk)],
    }
    bad = client.post(reverse("draws:new"), {**fields, "window_last": "2027-02-01"})
    assert bad.status_code == 422
    assert "同一年度" in bad.content.decode()
    client.post(reverse("draws:new"), fields)
    draw = Draw.objects.get()
    assert str(draw.window_until) == "2027-01-01"
    client.post(reverse("draws:take", args=[draw.pk]), {"demand": demand.pk})
    assert draw.demands.get() == demand
    assert client.post(reverse("draws:take", args=[draw.pk]), {"demand": "x"}).status_code == 404
    client.post(reverse("draws:release", args=[draw.pk]), {"demand": demand.pk})
    client.post(reverse("draws:parties", args=[draw.pk]), {"parties": [str(city.market.pk)]})
    assert draw.parties.count() == 1
    refused = client.post(reverse("draws:freeze", args=[draw.pk]))
    assert refused.status_code == 422
    assert "至少应有 2 个部门" in refused.content.decode()


def test_parties_commit_and_reveal_over_the_page(city, signed_in):
    draw = make_ready_draw(city)
    signed_in(city.bureau, Role.COORDINATOR).post(reverse("draws:freeze", args=[draw.pk]))
    work()
    for agency in (city.market, city.fire):
        client = signed_in(agency)
        page = soup(client.get(reverse("draws:detail", args=[draw.pk])))
        root = page.select_one("[data-ceremony]")
        assert (root["data-draw"], root["data-version"], root["data-agency"]) == (draw.key, "1", agency.code)
        commitment = sampling.commitment(draw.key, 1, agency.code, nonce_of(agency))
        client.post(reverse("draws:commit", args=[draw.pk]), {"commitment": commitment})
    wrong = client.post(reverse("draws:reveal", args=[draw.pk]), {"nonce": "0" * 64})
    assert wrong.status_code == 422
    assert "与已提交的承诺不符" in wrong.content.decode()
    for agency in (city.market, city.fire):
        signed_in(agency).post(reverse("draws:reveal", args=[draw.pk]), {"nonce": nonce_of(agency).hex()})
    signed_in(city.fire).post(reverse("draws:run", args=[draw.pk]))
    work()
    assert Draw.objects.get().state == DrawState.DRAWN
    coordinator = signed_in(city.bureau, Role.COORDINATOR)
    coordinator.post(reverse("draws:publish", args=[draw.pk]))
    assert Draw.objects.get().state == DrawState.PUBLISHED
    assert "比单独抽取少 28 %" in coordinator.get(reverse("draws:detail", args=[draw.pk])).content.decode()


def test_the_page_shows_how_far_the_worker_is_and_takes_no_second_press(city, signed_in, clock):
    draw = make_ready_draw(city)
    client, here = signed_in(city.bureau, Role.COORDINATOR), reverse("draws:detail", args=[draw.pk])
    assert client.post(reverse("draws:freeze", args=[draw.pk])).url == here
    page = soup(client.get(here))
    assert page.select_one("#draw-job")["hx-get"] == reverse("draws:progress", args=[draw.pk])
    assert "等待后台办理" in page.text
    assert "后台正在办理“冻结名录”，请等它完成" in page.text
    again = client.post(reverse("draws:freeze", args=[draw.pk]))
    assert again.status_code == 409
    assert "请等它完成" in again.content.decode()

    draw.jobs.update(state="running", stage="pool", done=30, total=80)
    panel = client.get(reverse("draws:progress", args=[draw.pk]), headers=HTMX).content.decode()
    assert "22%" in panel
    assert "已处理 30 / 80 户次" in panel
    assert "生成名录" in panel
    work()
    over = client.get(reverse("draws:progress", args=[draw.pk]), headers=HTMX)
    assert over.headers["HX-Refresh"] == "true"
    done = soup(client.get(here))
    assert "名录已冻结" in done.text
    assert "hx-get" not in done.select_one("#draw-job").attrs


def test_a_failure_is_shown_with_its_sentence_and_may_be_tried_again(city, signed_in, clock):
    draw = make_ready_draw(city)
    client, here = signed_in(city.bureau, Role.COORDINATOR), reverse("draws:detail", args=[draw.pk])
    draw.demands.update(scope={"words": ["没有这样的企业"]})
    client.post(reverse("draws:freeze", args=[draw.pk]))
    work()
    page = client.get(here).content.decode()
    assert "没有可抽取的监管对象" in page
    assert "重试冻结名录" in page
    draw.demands.update(scope={})
    client.post(reverse("draws:freeze", args=[draw.pk]))
    clock.shift(timedelta(minutes=11))
    assert "后台长时间没有进展" in client.get(here).content.decode()
    assert client.post(reverse("draws:freeze", args=[draw.pk])).url == here


def test_buttons_that_may_not_be_pressed_say_why(city, signed_in):
    draw = reveal_all(city, commit_all(city, freeze(city, publish_at=None)))
    page = signed_in(city.market, Role.AUDITOR).get(reverse("draws:detail", args=[draw.pk])).content.decode()
    assert "只有统筹部门和参与方可以抽取" in page


def test_practice_is_said_on_every_page_of_a_practice_draw(city, signed_in, client):
    draw = freeze(city, is_practice=True)
    signed_in(city.bureau, Role.COORDINATOR)
    for agency in (city.market, city.fire):
        client.post(reverse("draws:hold", args=[draw.pk]), {"agency": agency.pk})
    client.post(reverse("draws:reveal-held", args=[draw.pk]))
    client.post(reverse("draws:run", args=[draw.pk]))
    work()
    client.post(reverse("draws:publish", args=[draw.pk]))
    names = ("draws:detail", "draws:selected", "draws:officers", "draws:abort", "draws:redraw")
    pages = [reverse("draws:list"), *(reverse(name, args=[draw.pk]) for name in names)]
    pages += [reverse("portal:draws"), reverse("portal:draw", args=[draw.key, 1])]
    for page in pages:
        assert "演练" in client.get(page).content.decode(), page


def test_aborting_and_redrawing_ask_for_reason_and_beacon(city, signed_in):
    draw = freeze(city)
    client = signed_in(city.bureau, Role.COORDINATOR)
    client.post(reverse("draws:abort", args=[draw.pk]), {"reason": "一方失联"})
    again = reverse("draws:redraw", args=[draw.pk])
    assert "约定一个尚未公布的信标" in client.post(again, {"reason": "重抽"}).content.decode()
    response = client.post(again, {"reason": "重抽", "beacon_source": "双色球", "beacon_round": "2026140"})
    new = Draw.objects.get(version=2)
    assert response.url == reverse("draws:detail", args=[new.pk])
    reveal_all(city, commit_all(city, new))
    client.post(reverse("draws:beacon", args=[new.pk]), {"value": "01 02"})
    assert Draw.objects.get(version=2).beacon_value == "01 02"


def test_officers_and_their_file_are_not_for_everybody(city, signed_in):
    draw = drawn(city)
    stranger = make_officer(city.bureau).agency
    client = signed_in(stranger, Role.HANDLER)
    assert client.get(reverse("draws:officers", args=[draw.pk])).status_code == 403
    assert client.get(reverse("draws:file", args=[draw.pk, "officers.csv"])).status_code == 403
    assert client.get(reverse("draws:file", args=[draw.pk, "audit.zip"])).status_code == 403
    assert client.get(reverse("draws:file", args=[draw.pk, "passwd"])).status_code == 404
    assert client.get(reverse("draws:file", args=[draw.pk, "bundle.zip"])).content == queries.bundle(draw)
    auditor = signed_in(city.bureau, Role.AUDITOR)
    assert auditor.get(reverse("draws:file", args=[draw.pk, "officers.csv"])).content.startswith(b"officer_id,")
    assert auditor.get(reverse("draws:file", args=[draw.pk, "audit.zip"])).content == queries.audit_bundle(draw)
    assert "执法员" in auditor.get(reverse("draws:officers", args=[draw.pk])).content.decode()


def test_the_selected_are_listed_in_the_order_of_their_visits(city, signed_in):
    draw = drawn(city)
    page = soup(signed_in(city.market).get(reverse("draws:selected", args=[draw.pk])))
    assert len(page.select("tbody tr")) == 10


def test_a_draw_of_elsewhere_answers_404(city, signed_in):
    make_region("140200", "大同市", "city", "140000")
    elsewhere = make_agency("SCJG", "市场监督管理", region="140200")
    draw = make_draw(city)
    client = signed_in(elsewhere, Role.HEAD)
    for name in ("draws:detail", "draws:selected", "draws:abort", "draws:progress"):
        assert client.get(reverse(name, args=[draw.pk])).status_code == 404
    for name in ("draws:freeze", "draws:run", "draws:publish", "draws:seal", "draws:reveal-held"):
        assert client.post(reverse(name, args=[draw.pk])).status_code == 404


@pytest.mark.parametrize("name", ["draws:freeze", "draws:commit", "draws:run", "draws:publish", "planning:submit"])
def test_a_step_is_never_taken_by_reading(city, signed_in, name):
    draw = make_draw(city)
    assert signed_in(city.bureau, Role.COORDINATOR).get(reverse(name, args=[draw.pk])).status_code == 405


def test_publishing_opens_the_files_and_not_before(city, client):
    draw = drawn(city)
    public = [reverse("portal:draw", args=[draw.key, 1])]
    public += [
        reverse("portal:draw-file", args=[draw.key, 1, name])
        for name in ("bundle.zip", "manifest.json", "frame.csv", "demands.json", "exclusions.csv", "selection.csv")
    ]
    assert [client.get(address).status_code for address in public] == [404] * 7
    publish_draw(actor=city.coordinator, draw_id=draw.pk)
    assert [client.get(address).status_code for address in public] == [200] * 7
    for name in ("officers.csv", "places.csv", "teams.csv", "audit.zip"):
        assert client.get(reverse("portal:draw-file", args=[draw.key, 1, name])).status_code == 404


def test_until_then_an_entity_sees_its_own_row_only(city, client):
    draw = drawn(city)
    selected = draw.units.filter(is_selected=True).first()
    other = draw.units.filter(is_selected=False).first()
    find = reverse("portal:draw-find")

    def ask(entity_id, salt):
        return client.post(find, {"key": draw.key, "entity": entity_id, "salt": salt}).content.decode()

    assert "本单位在名单内" in ask(selected.entity_id, selected.salt)
    assert "本单位不在名单内" in ask(other.entity_id, other.salt)
    assert "没有找到" in ask(selected.entity_id, other.salt)
    assert client.post(find, {"key": draw.key, "entity": selected.entity_id, "salt": "z"}).status_code == 422
