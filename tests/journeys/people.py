"""A person of a journey: somebody at a browser of one's own, who finds every page by the links the site offers."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

PASSWORD = "青山依旧在 2026"


@dataclass
class Person:
    """Signed in as `username`; whoever is to read a page as a citizen has an empty one."""

    page: Page
    username: str = ""

    def opens(self, section: str, entry: str = "") -> Page:
        """Goes by the menu: the kind of work first, then the page of it."""
        if not self._menu.count():
            self.starts_at_the_workbench()
        self._goes_to(self._menu.get_by_role("link", name=section, exact=True).first)
        if entry:
            self._goes_to(self._menu.locator("li li").get_by_role("link", name=entry, exact=True))
        return self.page

    @property
    def _menu(self) -> Locator:
        return self.page.locator("#navigation")

    def _goes_to(self, link: Locator) -> None:
        """On a narrow screen the menu is folded away; after days the session has lapsed."""
        if not self._menu.is_visible():
            self.page.get_by_role("link", name="菜单").click()
        follow(link)
        if "/org/sign-in/" in self.page.url:
            self.signs_in()

    def takes_up(self, task: str) -> Page:
        """Opens the to-do whose title begins so."""
        self.opens("工作台", "待办")
        return follow(self.page.locator("main").get_by_role("link", name=task).first)

    def has_nothing_to_do(self) -> None:
        self.opens("工作台", "待办")
        expect(self.page.get_by_text("没有待办")).to_be_visible()

    def starts_at_the_workbench(self) -> None:
        """Signs in again when the session has lapsed meanwhile."""
        self.page.goto("/")
        if "/org/sign-in/" in self.page.url:
            self.signs_in()

    def signs_in(self) -> None:
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        press(self.page, "登录")

    def redeems(self, link: str) -> None:
        """Sets the first password by a one-time link, and signs in with it."""
        self.page.goto(link)
        self.page.get_by_label("新密码").fill(PASSWORD)
        self.page.get_by_label("再输一次").fill(PASSWORD)
        press(self.page, "设置密码")
        expect(self.page.get_by_text("密码已设置")).to_be_visible()
        self.signs_in()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("工作台")


def follow(link: Locator) -> Page:
    """Clicks on what leads to another page and waits for it."""
    page = link.page
    with page.expect_navigation():
        link.click()
    return page


def press(page: Page, label: str) -> None:
    """A button by its label, which may end with a number; says yes where it asks first."""
    accept(page.get_by_role("button", name=re.compile(rf"^{label}( \d|$)")).first)


def accept(button: Locator) -> None:
    """Presses it, answers its question with yes, and waits for the page that follows."""
    page, question = button.page, button.get_attribute("data-confirm")
    with page.expect_navigation():
        button.click()
        if question:
            page.locator(question).locator("[data-accept]").click()
