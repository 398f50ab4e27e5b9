"""What anybody can see and check without signing in."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.browsing import axe, screenshot
from tests.journeys.people import follow, press

ROOT = Path(__file__).resolve().parents[2]


def check_code(page: Page, code: str, entity: str, officers: list[str]) -> None:
    """Who stands at the door, and why."""
    page.goto("/public/")
    axe(page)
    page.get_by_label("检查码").fill(code)
    press(page, "查验")
    expect(page.get_by_text(entity).first).to_be_visible()
    for officer in officers:
        expect(page.get_by_text(officer)).to_be_visible()
    axe(page)
    screenshot(page, "public-code")


def read_result(page: Page, entity: str, fault: str) -> None:
    """Both departments' results of one visit; never a risk class."""
    open_section(page, "检查结果")
    axe(page)
    screenshot(page, "public-results")
    assert page.get_by_role("link", name=entity).count() == 2
    follow(page.get_by_role("link", name=entity).first)
    axe(page)
    texts = [page.locator("main").inner_text()]
    follow(page.locator("main .card li a").first)
    texts.append(page.locator("main").inner_text())
    assert any(fault in text for text in texts)
    assert not any("风险" in text for text in texts)


def read_item(page: Page, item: str) -> None:
    open_section(page, "监管事项")
    axe(page)
    follow(page.get_by_role("link", name=item).first)
    axe(page)


def ask_what_concerns_me(page: Page, uscc: str, item: str) -> None:
    """By the code, which stays out of the address; from there to the item, and to the tables for everybody."""
    open_section(page, "与我有关")
    axe(page)
    page.get_by_label("统一社会信用代码").fill(uscc)
    press(page, "查询")
    assert uscc not in page.url
    axe(page)
    follow(page.get_by_role("link", name=item).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(item)
    page.goto("/public/data/")
    axe(page)


def compute_again(page: Page, title: str) -> None:
    open_section(page, "联合抽取")
    axe(page)
    follow(page.get_by_role("link", name=title))
    page.get_by_role("button", name="开始重算").click()
    expect(page.get_by_text("重算完成：全部一致。")).to_be_visible()
    axe(page)


def download_bundle(page: Page, title: str, folder: Path) -> Path:
    open_section(page, "联合抽取")
    follow(page.get_by_role("link", name=title))
    return download(page, "下载文件包", folder / "bundle.zip")


def download_checkpoint(page: Page, folder: Path) -> Path:
    """To be kept: whoever has it can show later that the past was not changed."""
    open_section(page, "存证核验")
    axe(page)
    return download(page, "下载检查点", folder / "checkpoint.txt")


def open_section(page: Page, name: str) -> None:
    page.goto("/public/")
    follow(page.get_by_role("navigation", name="主要栏目").get_by_role("link", name=name))


def download(page: Page, link: str, path: Path) -> Path:
    with page.expect_download() as downloading:
        page.get_by_role("link", name=link).first.click()
    downloading.value.save_as(path)
    return path


def runs_alone(script: str, *arguments: str | Path) -> None:
    """A script of the repository's root does it without the application."""
    command = [sys.executable, "-I", str(ROOT / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
