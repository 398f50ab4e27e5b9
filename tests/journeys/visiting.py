"""A visit of several departments: day, approvals, code; on the phone in, answers, out; review and publication."""

from playwright.sync_api import Page, expect

from tests.journeys.browsing import axe, screenshot
from tests.journeys.people import Person, follow, press


def open_visit(person: Person, entity: str) -> Page:
    page = person.opens("联合检查")
    return follow(page.get_by_role("link", name=entity).first)


def set_day(handler: Person, entity: str, day: str) -> None:
    page = open_visit(handler, entity)
    follow(page.get_by_role("link", name="确定检查日期"))
    page.get_by_label("检查日期").fill(day)
    axe(page)
    press(page, "确定")


def ask_approval(handler: Person, entity: str) -> None:
    press(open_visit(handler, entity), "报批")
    expect(handler.page.get_by_text("已报本部门负责人批准")).to_be_visible()


def approve(head: Person, entity: str) -> None:
    press(head.takes_up(f"审批：{entity}"), "批准")
    expect(head.page.get_by_text("已批准。")).to_be_visible()


def issue_code(handler: Person, entity: str) -> None:
    page = handler.takes_up(f"赋码：{entity}")
    axe(page)
    press(page, "赋码")
    axe(page)
    screenshot(page, "visit-coded")


def arrive(inspector: Person, entity: str) -> None:
    """From the workbench to the visit of the day, and in."""
    page = inspector.page
    inspector.starts_at_the_workbench()
    axe(page)
    screenshot(page, "phone-workbench")
    follow(page.locator(".tiles").get_by_role("link", name="今日检查"))
    axe(page)
    screenshot(page, "phone-today")
    follow(page.get_by_role("link", name=entity))
    axe(page)
    follow(page.get_by_role("link", name="出示检查码"))
    axe(page)
    screenshot(page, "phone-code")
    follow(page.get_by_role("link", name="返回"))
    press(page, "登记入企")
    expect(page.get_by_text("入企 2026-11-10")).to_be_visible()


def find_everything_in_order(inspector: Person, entity: str, item: str) -> None:
    page = _open_item(inspector, entity, item)
    page.locator("summary", has_text="全部合格").click()
    press(page, "确认全部合格")


def find_a_fault(inspector: Person, entity: str, item: str, fault: str) -> None:
    """The first point is in order, the second is not."""
    page = _open_item(inspector, entity, item)
    screenshot(page, "phone-item")
    points = page.locator("fieldset.answer")
    points.nth(0).get_by_role("radio", name="合格", exact=True).check()
    points.nth(1).get_by_role("radio", name="不合格", exact=True).check()
    page.get_by_label("发现的问题").fill(fault)
    axe(page)
    press(page, "保存")
    expect(page.get_by_text("已保存").first).to_be_visible()


def _open_item(inspector: Person, entity: str, item: str) -> Page:
    page = _todays_visit(inspector, entity)
    return follow(page.get_by_role("link", name=item))


def _todays_visit(inspector: Person, entity: str) -> Page:
    page = inspector.opens("联合检查", "今日检查")
    return follow(page.get_by_role("link", name=entity))


def leave(inspector: Person, entity: str) -> None:
    page = _todays_visit(inspector, entity)
    press(page, "登记离企")


def hand_in(inspector: Person, entity: str) -> None:
    page = _todays_visit(inspector, entity)
    screenshot(page, "phone-hand-in")
    press(page, "提交结果")
    expect(page.get_by_text("结果已提交")).to_be_visible()
    axe(page)


def review(reviewer: Person, entity: str) -> None:
    page = reviewer.takes_up(f"审核检查结果：{entity}")
    follow(page.get_by_role("link", name="审核结果"))
    axe(page)
    screenshot(page, "visit-results")
    press(page, "审核通过")


def publish(head: Person, entity: str) -> None:
    page = head.takes_up(f"公示检查结果：{entity}")
    press(page, "公示结果")
    expect(page.get_by_text("检查结果已公示")).to_be_visible()
