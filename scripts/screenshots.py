"""Pictures of pages of a running application: for the README, and for looking at pages while they are made.

    .venv/bin/python scripts/screenshots.py pages.txt docs/images --address http://127.0.0.1:8000

Each line of the list is `name path [user] [desktop|phone|wall]`; `-` as user means nobody is signed in. Passwords come
from the home's demo-accounts.json. Lines that start with # are comments.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from browser import find_chromium
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SCREENS = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "wall": {"viewport": {"width": 1920, "height": 1080}},
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    user: str = "-"
    screen: str = "desktop"


def read_shots(path: Path) -> Iterator[Shot]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        shot = Shot(*words) if 2 <= len(words) <= 4 else None
        if shot is None or shot.screen not in SCREENS:
            sys.exit(f"{path}:{number}: 应为“名称 路径 [用户] [desktop|phone|wall]”")
        yield shot


def read_passwords(home: Path) -> dict[str, str]:
    accounts = home / "demo-accounts.json"
    if not accounts.exists():
        return {}
    return {account["username"]: account["password"] for account in json.loads(accounts.read_text("utf-8"))}


def sign_in(page: Page, user: str, password: str) -> None:
    page.goto("/")  # whoever is not signed in is sent to the form
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if page.locator("[name=password]").count():
        sys.exit(f"{user} 登录失败。")


class Studio:
    """One browser; one session for each user and screen, signed in once."""

    def __init__(self, browser: Browser, address: str, passwords: dict[str, str]) -> None:
        self.browser, self.address, self.passwords = browser, address, passwords
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
                sign_in(context.new_page(), user, self.passwords.get(user) or sys.exit(f"没有 {user} 的密码。"))
            self.sessions[user, screen] = context
        return self.sessions[user, screen]

    def take(self, shot: Shot, folder: Path) -> Path:
        page = self.session(shot.user, shot.screen).new_page()
        response = page.goto(shot.path, wait_until="networkidle")
        if response is None or not response.ok:
            print(f"{shot.path}：{response.status if response else '没有回答'}", file=sys.stderr)
        target = folder / f"{shot.name}.png"
        page.screenshot(path=target, full_page=True)
        page.close()
        return target


def main() -> None:
    parser = argparse.ArgumentParser(description="给运行中的页面拍照")
    parser.add_argument("list", type=Path, help="页面清单")
    parser.add_argument("folder", type=Path, help="图片目录")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("TONGJIAN_HOME", "var")))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    path = find_chromium() or sys.exit("没有可用的 Chromium；请先运行：python3 scripts/browser.py")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=FLAGS) as browser:
        studio = Studio(browser, given.address, read_passwords(given.home))
        for shot in read_shots(given.list):
            print(studio.take(shot, given.folder))


if __name__ == "__main__":
    main()
