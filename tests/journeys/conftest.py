"""Walks through the site in a real Chromium. Each person of a journey has a browser session of their own.

A journey asks for `person`: `coordinator = person()`, `inspector = person("phone")`; both are Playwright pages.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from scripts.browser import find_chromium
from tests.journeys.browsing import watch

# Playwright's synchronous interface keeps an event loop in this thread, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
    # The longest first: whoever runs beside it takes all the others meanwhile.
    items.sort(key=lambda item: item.path.name != "test_main_job.py")


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each person gets the live server's address; the plugin's own fixture is written in a way pytest 10 refuses."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = find_chromium()
    if path is None:
        pytest.fail("没有可用的 Chromium；请先运行：.venv/bin/python scripts/browser.py", pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture
def person(new_context: Callable[..., Any], live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page for one more person; at the end no page may have misbehaved (see `watch`)."""
    complaints: list[list[str]] = []

    def open_page(screen: str = "desktop") -> Page:
        context = new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **SCREENS[screen])
        complaints.append(watch(context, live_server.url))
        page: Page = context.new_page()
        return page

    yield open_page
    assert [complaint for session in complaints for complaint in session] == []
