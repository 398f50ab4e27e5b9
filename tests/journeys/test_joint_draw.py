"""Two departments draw together, each in its own browser; a citizen computes the result again."""

import json

import pytest
from playwright.sync_api import expect

from tests.foundation.org.factories import PASSWORD, PostFactory, UserFactory
from tests.journeys.browsing import axe, screenshot
from tests.supervision.planning.factories import make_city, make_demand, make_draw
from tongjian.foundation.org.choices import Role
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations import take_demand_into_draw

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(reference, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return make_city()


def sign_in(page, agency, role):
    user = UserFactory(name=f"{agency.name}{role.label}")
    PostFactory(user=user, agency=agency, role=role)
    page.goto("/draws/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="联合抽取")).to_be_visible()


def test_two_departments_draw_and_a_citizen_recomputes(city, person):
    draw = make_draw(city)
    for agency, share in ((city.market, (10, 100)), (city.fire, (25, 100))):
        demand = make_demand(city, agency, ratio=share)
        take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    bureau, market, fire, citizen = person(), person(), person(), person()
    sign_in(bureau, city.bureau, Role.COORDINATOR)
    sign_in(market, city.market, Role.HANDLER)
    sign_in(fire, city.fire, Role.HEAD)

    bureau.goto(f"/draws/{draw.pk}/")
    axe(bureau)
    screenshot(bureau, "draw-drafting")
    press(bureau, "冻结名录")

    files = {}
    for page, name in ((market, "market"), (fire, "fire")):
        page.goto(f"/draws/{draw.pk}/")
        with page.expect_download() as downloading:
            page.get_by_role("button", name="生成并保存随机数文件").click()
        files[name] = downloading.value.path()
        screenshot(page, f"draw-commit-{name}")
        page.get_by_role("button", name="提交承诺").click()
        expect(page.get_by_text("承诺已提交")).to_be_visible()
    kept = json.loads(files["fire"].read_text())
    assert kept["agency"] == city.fire.code
    assert len(kept["nonce"]) == 64

    market.goto(f"/draws/{draw.pk}/")
    expect(market.get_by_text("随机数与承诺相符")).to_be_visible()
    axe(market)
    screenshot(market, "draw-reveal")
    market.get_by_role("button", name="揭示").click()
    expect(market.get_by_text("随机数已揭示")).to_be_visible()

    fire.goto(f"/draws/{draw.pk}/")
    fire.evaluate("localStorage.clear()")
    fire.reload()
    fire.set_input_files(
        "#nonce-file", {"name": "n.json", "mimeType": "application/json", "buffer": b'{"draw":"other"}'}
    )
    expect(fire.get_by_text("不是这一次的")).to_be_visible()
    fire.set_input_files("#nonce-file", files["fire"])
    expect(fire.get_by_text("随机数与承诺相符")).to_be_visible()
    fire.get_by_role("button", name="揭示").click()
    expect(fire.get_by_text("随机数已揭示")).to_be_visible()

    bureau.goto(f"/draws/{draw.pk}/")
    press(bureau, "抽取")
    expect(bureau.get_by_text("抽取完成")).to_be_visible()
    axe(bureau)
    screenshot(bureau, "draw-drawn")
    press(bureau, "公开")
    bureau.goto(f"/draws/{draw.pk}/selected/")
    screenshot(bureau, "draw-selected")

    citizen.goto("/public/draws/")
    axe(citizen)
    screenshot(citizen, "public-draws")
    citizen.get_by_role("link", name=draw.title).click()
    citizen.get_by_role("button", name="开始重算").click()
    expect(citizen.get_by_text("重算完成：全部一致。")).to_be_visible()
    axe(citizen)
    screenshot(citizen, "public-draw")
    assert citizen.locator("[data-result=bad]").count() == 0
    phone = person("phone")
    phone.goto(citizen.url)
    screenshot(phone, "public-draw-phone")
    phone.goto("/public/draws/find/")
    screenshot(phone, "public-find-phone")

    unit = Draw.objects.get(pk=draw.pk).units.filter(is_selected=True).first()
    citizen.goto(f"/public/draws/find/?key={draw.key}")
    citizen.get_by_label("本单位编号").fill(str(unit.entity_id))
    citizen.get_by_label("盐", exact=True).fill(unit.salt)
    citizen.get_by_role("button", name="查询").click()
    expect(citizen.get_by_text("本单位在名单内")).to_be_visible()


def press(page, label):
    """A button that asks first, and the answer yes."""
    page.get_by_role("button", name=label, exact=True).first.click()
    page.get_by_role("button", name=f"确认{label}").click()
    page.wait_for_load_state()


def test_a_demand_shows_how_many_it_hits_while_it_is_written(city, person):
    market = person()
    sign_in(market, city.market, Role.HANDLER)
    market.goto("/plans/new/")
    market.get_by_label("需求名称").fill("食品经营者抽查")
    market.get_by_label("食品经营检查").check()
    market.get_by_label("不少于（比例）").fill("8%")
    market.get_by_label("小店区").check()
    expect(market.get_by_text("范围内有")).to_contain_text("20 户")
    expect(market.get_by_text("应抽")).to_contain_text("2 户")
    axe(market)
    screenshot(market, "demand-new")
    market.get_by_role("button", name="保存草稿").click()
    expect(market.get_by_text("已编制需求")).to_be_visible()
    axe(market)
    screenshot(market, "demand-detail")
    market.goto("/plans/")
    axe(market)
    screenshot(market, "demand-list")
    bureau = person()
    sign_in(bureau, city.bureau, Role.COORDINATOR)
    screenshot(bureau, "draw-list-empty")
    bureau.goto("/draws/new/")
    axe(bureau)
    screenshot(bureau, "draw-new")
