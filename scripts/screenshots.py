"""Pictures of pages of a running application: for the README, and for looking at pages while they are made.

    .venv/bin/python scripts/screenshots.py docs/images/pages.txt docs/images

Each line of the list is `name path [user] [desktop|phone|wall]`, then a step for each `|`: the text of a link or
button to press, or `@` and a text to scroll to. `-` as user means nobody is signed in; else the first demo account
whose name contains the word, with the password from the demo-accounts.json of the home. Lines that start with # are
comments.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from browser import find_chromium
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 1.5,
        "is_mobile": True,
        "has_touch": True,
    },
    "wall": {"viewport": {"width": 1920, "height": 1080}},
}
WORKING_MS = 1500
CHINESE = {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}  # the browser's own words, such as those of date fields
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    user: str = "-"
    screen: str = "desktop"
    steps: tuple[str, ...] = ()


def read_shots(path: Path) -> Iterator[Shot]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        first, *steps = [part.strip() for part in line.partition("#")[0].split("|")]
        words = first.split()
        if not words:
            continue
        shot = Shot(*words, steps=tuple(steps)) if 2 <= len(words) <= 4 else None
        if shot is None or shot.screen not in SCREENS:
            sys.exit(f"{path}:{number}: 应为“名称 路径 [用户] [desktop|phone|wall] [| 按钮或链接的文字]…”")
        yield shot


def read_passwords(home: Path) -> dict[str, str]:
    accounts = home / "demo-accounts.json"
    if not accounts.exists():
        return {}
    return {account["username"]: account["password"] for account in json.loads(accounts.read_text("utf-8"))}


def take_step(page: Page, step: str) -> None:
    if step.startswith("@"):
        found = page.get_by_text(step[1:].strip()).filter(visible=True).first
        found.evaluate("element => element.scrollIntoView({block: 'start', behavior: 'instant'})")
        page.evaluate("window.scrollBy({top: -110, behavior: 'instant'})")  # out from under the top bar
        return
    found = page.get_by_role("link", name=step).or_(page.get_by_role("button", name=step))
    found.filter(visible=True).first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(WORKING_MS)  # what the page itself computes
    page.wait_for_function("!document.querySelector('progress:not([hidden]):not([value=\"100\"])')")


class Studio:
    """One browser; one session for each user and screen, signed in once."""

    def __init__(self, browser: Browser, given: argparse.Namespace) -> None:
        self.browser, self.address, self.whole = browser, given.address, given.whole
        self.passwords = read_passwords(given.home)
        self.sessions: dict[tuple[str, str], BrowserContext] = {}

    def session(self, user: str, screen: str) -> BrowserContext:
        if (user, screen) not in self.sessions:
            context = self.browser.new_context(
                base_url=self.address,
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                ignore_https_errors=True,
                **SCREENS[screen],
            )
            if user != "-":
                self.sign_in(context.new_page(), user)
            self.sessions[user, screen] = context
        return self.sessions[user, screen]

    def sign_in(self, page: Page, word: str) -> None:
        user = next((name for name in self.passwords if word in name), None) or sys.exit(f"没有演示账号 {word}。")
        page.goto("/")  # whoever is not signed in is sent to the form
        page.fill("[name=username]", user)
        page.fill("[name=password]", self.passwords[user])
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        if page.locator("[name=password]").count():
            sys.exit(f"{user} 登录失败。")

    def take(self, shot: Shot, folder: Path) -> Path:
        page = self.session(shot.user, shot.screen).new_page()
        response = page.goto(shot.path, wait_until="networkidle")
        if response is None or not response.ok:
            print(f"{shot.path}：{response.status if response else '没有回答'}", file=sys.stderr)
        for step in shot.steps:
            take_step(page, step)
        target = folder / f"{shot.name}.png"
        page.screenshot(path=target, full_page=self.whole)
        page.close()
        return target


def launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=FLAGS, env={**os.environ, **CHINESE})


def main() -> None:
    parser = argparse.ArgumentParser(description="给运行中的页面拍照")
    parser.add_argument("list", type=Path, help="页面清单")
    parser.add_argument("folder", type=Path, help="图片目录")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("TONGJIAN_HOME", "var")))
    parser.add_argument("--whole", action="store_true", help="拍整页，而不只是窗口里看得见的部分")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    path = find_chromium() or sys.exit("没有可用的 Chromium；请先运行：python3 scripts/browser.py")
    with sync_playwright() as playwright, launch(playwright, path) as browser:
        studio = Studio(browser, given)
        for shot in read_shots(given.list):
            print(studio.take(shot, given.folder))


if __name__ == "__main__":
    main()
