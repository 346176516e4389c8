"""A real browser for the tests of pages: Debian's Chromium, what it opens, and how a page is looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
REQUIRED = "ETHICS_DESK_TEST_BROWSER"
"""Where this is set, as in CI, a missing browser is a failure and not a reason to skip."""
SHOTS = Path(__file__).parents[1] / "var" / "screenshots"
DESKTOP, LAPTOP, PHONE = (ViewportSize(width=w, height=h) for w, h in ((1440, 900), (1280, 800), (390, 844)))
_SECONDS = 20
expect.set_options(timeout=_SECONDS * 1000)


def needs_browser(items: list[pytest.Item], folder: Path) -> None:
    """Mark the tests of a folder as slow; without a browser they are skipped, with the reason."""
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if CHROMIUM is None and REQUIRED not in os.environ:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed; Debian's package has it"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; not for the whole run, because its event loop would stand in the way of others."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM or "chromium") as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address: `open_page(url, PHONE, color_scheme="dark")`; a script error on the page fails the test.

    `before` is a script that runs before those of the page.
    """
    opened: list[tuple[Any, list[str]]] = []

    def open_(url: str, size: ViewportSize = LAPTOP, before: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport=size, **options)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        opened.append((context, faults))
        page.set_default_timeout(_SECONDS * 1000)
        page.goto(url)
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield open_
    for context, _ in opened:
        context.close()
    assert [fault for _, faults in opened for fault in faults] == []


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds on the page, of any weight, each with the element."""
    found = Axe().run(page).response["violations"]
    return [f"{v['impact']} {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]
