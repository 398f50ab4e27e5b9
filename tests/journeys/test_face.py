"""The face in a real browser: nothing typed is lost, nothing is sent twice, nobody is shut out."""

import pytest
from playwright.sync_api import expect

from tests.doors.face.conftest import face_pages  # noqa: F401 - a fixture
from tests.journeys.browsing import axe, screenshot
from tongjian.doors.face.styleguide import FRAMES
from tongjian.foundation.org.models import Region

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("face_pages")]


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_every_frame_is_accessible_and_fits_the_screen(person, screen):
    page = person(screen)
    for name in ("", *FRAMES):
        page.goto(f"/face/{name}/".replace("//", "/"))
        page.wait_for_load_state("networkidle")
        axe(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, name
        screenshot(page, f"face-{screen}-{name or 'components'}")


def test_what_was_typed_survives_a_reload_and_is_forgotten_once_taken(person):
    page = person()
    page.goto("/web/plan/")
    page.get_by_label("计划名称").fill("年度计划")
    page.get_by_label("说明").fill("还没有写完")
    expect(page.locator("[data-draft-state]")).to_contain_text("草稿已保存")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_label("说明")).to_have_value("还没有写完")
    expect(page.locator("[data-draft-state]")).to_contain_text("已恢复")

    page.get_by_label("计划名称").fill("不许有 #")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("还不能提交")
    expect(page.get_by_label("说明")).to_have_value("还没有写完")

    page.get_by_label("计划名称").fill("年度计划")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    page.goto("/web/plan/")
    expect(page.get_by_label("说明")).to_have_value("")


def test_enter_does_not_send_a_half_filled_form(person):
    page = person()
    page.goto("/web/plan/")
    page.get_by_label("计划名称").press("Enter")

    assert page.url.endswith("/web/plan/")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_act_that_cannot_be_undone_asks_first(person):
    page = person()
    posts = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    page.goto("/face/")

    page.get_by_role("button", name="作废", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("作废后不能恢复")
    page.get_by_role("button", name="再想想").click()
    assert posts == []

    page.get_by_role("button", name="作废", exact=True).click()
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="确认作废").click()


def test_the_slash_key_goes_to_the_search_and_the_menu_closes_by_escape(person):
    page = person()
    page.goto("/face/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()

    page.locator("summary", has_text="更多").click()
    expect(page.get_by_role("link", name="打印")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="打印")).to_be_hidden()


def test_filters_change_the_list_and_the_address_without_a_new_page(person):
    Region.objects.bulk_create([Region(code=f"9{n:04}", name=f"第{n:03}县", level="county") for n in range(60)])
    page = person()
    page.goto("/web/regions/?size=20")
    page.get_by_role("searchbox", name="名称").fill("第059")
    expect(page.locator(".list-table tbody tr")).to_have_count(1)
    assert "text=" in page.url
    assert "size=20" in page.url

    page.go_back()
    expect(page.locator(".list-table tbody tr")).to_have_count(20)
    expect(page.locator("h1")).to_have_text("行政区划")


def test_columns_are_chosen_and_kept_in_the_address(person):
    Region.objects.create(code="90001", name="某县", level="county")
    page = person()
    page.goto("/web/regions/")
    page.get_by_role("button", name="列", exact=True).click()
    page.get_by_role("dialog").get_by_label("层级").check()
    page.get_by_role("button", name="确定").click()

    expect(page.get_by_role("columnheader", name="层级")).to_be_visible()
    assert "columns=level" in page.url


def test_the_inspector_sees_when_there_is_no_signal(person):
    page = person("phone")
    page.goto("/face/phone/")
    expect(page.get_by_text("已联网")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("没有信号")).to_be_visible()


def test_a_refusal_of_a_swap_appears_as_a_notice_and_leaves_the_page_alone(person):
    Region.objects.create(code="90001", name="某县", level="county")
    page = person()
    page.goto("/web/regions/")
    page.evaluate("htmx.ajax('GET', '/refused/forbidden/', '#results')")

    notice = page.locator("#notices #failure")
    expect(notice).to_contain_text("这件事不归您管。")
    expect(notice).to_contain_text("《某办法》第三条")
    expect(page.locator(".list-table tbody tr")).to_have_count(1)
    axe(page)
    notice.get_by_role("button", name="关闭").click()
    expect(page.locator("#failure")).to_have_count(0)
