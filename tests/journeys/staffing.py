"""The operator's part: which departments there are, and who works in them."""

from collections.abc import Mapping

from playwright.sync_api import expect

from tests.journeys.people import Person, follow, press


def choose_departments(operator: Person, region: str, names: list[str], basis: str) -> None:
    """Begins at 启用准备; ends on the page where people are named."""
    page = operator.opens("机构人员", "启用准备")
    follow(page.get_by_role("link", name="选择部门"))
    page.get_by_label("市、县（市、区）").select_option(region)
    press(page, "列出部门")
    for name in names:
        page.get_by_label(name, exact=True).check()
    page.get_by_label("检查主体的确认依据").fill(basis)
    press(page, "设立所选部门")
    expect(page.get_by_text(f"所选 {len(names)} 个机关已设立")).to_be_visible()


def name_people(operator: Person, people: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Field → what is typed there. Returns of everybody the user name and the one-time link, as the slips say them."""
    page = operator.page
    for field, text in people.items():
        page.locator(f"[name='{field}']").fill(text)
    press(page, "登记并生成链接")
    slips = {}
    for card in page.locator(".card").filter(has=page.get_by_text("一次性链接", exact=True)).all():
        username, link = (found.inner_text() for found in card.locator(".code").all())
        slips[card.get_by_role("heading").inner_text().strip()] = (username, link)
    return slips
