"""What a journey asks of a page besides its own steps."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

PICTURES = os.environ.get("JOURNEY_SCREENSHOTS")  # a folder; without it no pictures are taken


def axe(page: Page) -> None:
    """The page as it stands has no accessibility violation."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def screenshot(page: Page, name: str) -> None:
    """Keeps a picture of the whole page when the run was asked for pictures."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def watch(context: BrowserContext, address: str) -> list[str]:
    """Collects what no page may do: break, miss a file, break the content policy, talk to another host."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # A refusal answers 4xx on purpose, and the browser calls that an error.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            complaints.append(f"request to {request.url}")

    def on_response(response: Response) -> None:
        broken = response.status >= 500
        missing = response.status == 404 and response.request.resource_type != "document"
        if broken or missing:
            complaints.append(f"{response.status} {response.url}")

    context.on("console", on_console)
    context.on("response", on_response)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", on_request)
    return complaints
