"""The operator's part: who works here, in which post, with which certificate."""

from playwright.sync_api import expect

from tests.journeys.people import Person, follow, press


def hire(operator: Person, username: str, name: str, agency: str, role: str) -> str:
    """Makes a user with a post; returns the one-time link to hand over."""
    page = operator.opens("机构人员", "用户")
    follow(page.get_by_role("link", name="新建用户"))
    page.get_by_label("姓名").fill(name)
    page.get_by_label("用户名").fill(username)
    press(page, "创建")
    page.get_by_label("机关代码").fill(agency)
    page.get_by_label("角色").select_option(role)
    press(page, "设置")
    expect(page.get_by_text("岗位已设置")).to_be_visible()
    press(page, "签发一次性链接")
    link = page.locator(".callout .code").inner_text().split()[0]
    assert "/org/link/" in link
    return link


def register_officer(operator: Person, agency: str, name: str, number: str, username: str = "") -> None:
    """With a certificate that is valid during the journey; `username` when the officer also works on the site."""
    page = operator.opens("机构人员", "执法人员")
    follow(page.get_by_role("link", name="登记执法人员"))
    page.get_by_label("姓名").fill(name)
    page.get_by_label("执法证号").fill(number)
    page.get_by_label("有效期至（不含）").fill("2030-01-01")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("机关代码").fill(agency)
    press(page, "登记")
    expect(page.get_by_text(f"已登记{name}")).to_be_visible()
