"""Two departments draw together, each in its own browser; a citizen computes the result again."""

import pytest
from playwright.sync_api import expect

from tests.foundation.org.factories import PASSWORD, PostFactory, UserFactory
from tests.journeys.browsing import axe, screenshot
from tests.journeys.drawing import commit, leave_to_the_worker, reveal_from_browser
from tests.journeys.people import press
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
    leave_to_the_worker(bureau, "冻结名录", "名录已冻结")

    market.goto(f"/draws/{draw.pk}/")
    commit(market, draw)
    screenshot(market, "draw-committed")
    fire.goto(f"/draws/{draw.pk}/")
    file = commit(fire, draw)
    market.goto(f"/draws/{draw.pk}/")
    reveal_from_browser(market, draw)
    reveal_from_file(fire, draw, file)

    bureau.goto(f"/draws/{draw.pk}/")
    leave_to_the_worker(bureau, "抽取", "抽取完成")
    axe(bureau)
    screenshot(bureau, "draw-drawn")
    press(bureau, "公开")
    bureau.goto(f"/draws/{draw.pk}/selected/")
    axe(bureau)
    screenshot(bureau, "draw-selected")

    recompute(citizen, draw)
    find_oneself(citizen, draw)
    phone = person("phone")
    phone.goto(f"/public/draws/{draw.key}/1/")
    screenshot(phone, "public-draw-phone")


def reveal_from_file(page, draw, file):
    """In a browser that does not know the nonce; another file is noticed before anything is sent."""
    page.goto(f"/draws/{draw.pk}/")
    page.evaluate("localStorage.clear()")
    page.reload()
    foreign = {"name": "n.json", "mimeType": "application/json", "buffer": b'{"draw":"other"}'}
    page.set_input_files("#nonce-file", foreign)
    expect(page.get_by_text("不是这一次的")).to_be_visible()
    page.set_input_files("#nonce-file", file)
    expect(page.get_by_text("随机数与承诺相符")).to_be_visible()
    page.get_by_role("button", name="揭示").click()
    expect(page.get_by_text("随机数已揭示")).to_be_visible()


def recompute(page, draw):
    page.goto("/public/draws/")
    axe(page)
    screenshot(page, "public-draws")
    page.get_by_role("link", name=draw.title).click()
    page.get_by_role("button", name="开始重算").click()
    expect(page.get_by_text("重算完成：全部一致。")).to_be_visible()
    axe(page)
    screenshot(page, "public-draw")
    assert page.locator("[data-result=bad]").count() == 0

    def bend(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(",all,", ",all,1", 1))

    page.route("**/selection.csv", bend)
    page.get_by_role("button", name="开始重算").click()
    expect(page.get_by_text("重算完成：有不一致。")).to_be_visible()
    expect(page.get_by_text("第 2 行不同")).to_be_visible()
    page.unroute("**/selection.csv")


def find_oneself(page, draw):
    unit = Draw.objects.get(pk=draw.pk).units.filter(is_selected=True).first()
    page.goto(f"/public/draws/find/?key={draw.key}")
    page.get_by_label("本单位编号").fill(str(unit.entity_id))
    page.get_by_label("盐", exact=True).fill(unit.salt)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("本单位在名单内")).to_be_visible()
    axe(page)


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
