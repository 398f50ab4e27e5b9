"""The joint draw: opened by who coordinates, committed and revealed by each party in its own browser."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.browsing import axe, screenshot
from tests.journeys.people import Person, follow, press
from tests.journeys.preparation import run_queue
from tongjian.supervision.planning.models import Draw


def open_draw(coordinator: Person, title: str, days: tuple[str, str], parties: tuple[str, ...]) -> None:
    """For one quarter; takes in every demand that was handed in."""
    page = coordinator.opens("计划与抽取", "联合抽取")
    follow(page.get_by_role("link", name="新建抽取").first)
    page.get_by_label("名称", exact=True).fill(title)
    page.get_by_label("周期").fill("2026年第四季度")
    page.get_by_label("检查开始日期").fill(days[0])
    page.get_by_label("检查最后日期").fill(days[1])
    for party in parties:
        page.get_by_label(party).check()
    axe(page)
    press(page, "新建")
    for _ in parties:
        press(page, "纳入")
    expect(page.get_by_text("没有其他已提交、未纳入的需求")).to_be_visible()


def leave_to_the_worker(page: Page, step: str, outcome: str) -> None:
    """Presses the button, sees that the work waits, and, once the worker has done it, what came out without asking."""
    press(page, step)
    expect(page.get_by_text("等待后台办理")).to_be_visible()
    axe(page)
    screenshot(page, f"draw-waiting-{step}")
    run_queue()
    expect(page.get_by_text(outcome)).to_be_visible()


def commit(page: Page, draw: Draw) -> Path:
    """Makes the nonce in the page, keeps the file, hands in the commitment; returns the file."""
    with page.expect_download() as downloading:
        page.get_by_role("button", name="生成并保存随机数文件").click()
    path = Path(downloading.value.path())
    kept = json.loads(path.read_text())
    assert (kept["draw"], kept["version"], len(kept["nonce"])) == (draw.key, 1, 64)
    assert kept["nonce"] in page.evaluate("JSON.stringify({...localStorage})")
    press(page, "提交承诺")
    expect(page.get_by_text("承诺已提交")).to_be_visible()
    return path


def reveal_from_browser(page: Page, draw: Draw) -> None:
    """The page still knows the nonce; the file it hands out once more holds the checkpoint of the commitments."""
    expect(page.get_by_text("随机数与承诺相符")).to_be_visible()
    axe(page)
    screenshot(page, "draw-reveal")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="揭示").click()
    assert json.loads(downloading.value.path().read_text())["checkpoint"] == Draw.objects.get(pk=draw.pk).checkpoint
    expect(page.get_by_text("随机数已揭示")).to_be_visible()
