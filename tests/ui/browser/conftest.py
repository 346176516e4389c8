"""A real browser on real pages: Debian's Chromium, Streamlit in a process of its own, and the API over the real index."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.client import KEY_VARIABLE
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import served, wait_until
from tests.ui.desks import free_port
from ui.command import pages
from ui.processes import Child, end
from ui.settings import UiSettings

CHROMIUM = shutil.which("chromium")
REQUIRED = "ETHICS_DESK_TEST_BROWSER"
"""Where this is set, as in CI, a missing browser is a failure and not a reason to skip."""
SHOTS = Path(__file__).parents[3] / "var" / "screenshots"
DESKTOP, LAPTOP, PHONE = (ViewportSize(width=w, height=h) for w, h in ((1440, 900), (1280, 800), (390, 844)))
_SECONDS = 20
expect.set_options(timeout=_SECONDS * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this is slow; without a browser it is skipped, with the reason."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if CHROMIUM is None and REQUIRED not in os.environ:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed; Debian's package has it"))


@pytest.fixture(scope="module")
def desk_url(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a desk over the real index."""
    settings = Settings(data=tmp_path_factory.mktemp("desk"))
    with served(create_app(open_desk(settings, lambda: assistant))) as url:
        yield url


@contextmanager
def serving(child: Child) -> Iterator[None]:
    """A process that is ready, and ended afterwards."""
    child.start()
    try:
        wait_until(child.look, child.starts_within)
        yield
    finally:
        if child.process is not None:
            end([child.process])


@pytest.fixture(scope="module")
def start_chat() -> Iterator[Callable[..., str]]:
    """Starts the web chat over a desk, as the command does: `start_chat(desk_url)` gives its address."""
    with ExitStack() as stack:

        def start(desk_url: str, key: str = "") -> str:
            settings = UiSettings(port=free_port())
            child = pages(settings, desk_url)
            child.variables = {**child.variables, KEY_VARIABLE: key}
            stack.enter_context(serving(child))
            return f"http://127.0.0.1:{settings.port}"

        yield start


@pytest.fixture(scope="module")
def chat_url(desk_url: str, start_chat: Callable[..., str]) -> str:
    """The address of the web chat over the real index."""
    return start_chat(desk_url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; not for the whole run, because its event loop would stand in the way of others."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM or "chromium") as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address: `open_page(url, PHONE, color_scheme="dark")`; a script error on the page fails the test."""
    opened: list[tuple[Any, list[str]]] = []

    def open_(url: str, size: ViewportSize = LAPTOP, **options: Any) -> Page:
        context = browser.new_context(viewport=size, **options)
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


_SETTLED = """() => {
  const main = document.querySelector(".stMain");
  const top = [...document.querySelectorAll(".asked")].at(-1).getBoundingClientRect().top;
  const atEnd = main.scrollTop + main.clientHeight >= main.scrollHeight - 2;
  return Math.abs(top - 80) < 30 || (atEnd && top > 80);
}"""
"""The newest question stands at the top, or as high as the page can be scrolled; never above it."""


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds on the page, of any weight, each with the element."""
    found = Axe().run(page).response["violations"]
    return [f"{v['impact']} {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, and wait until its answer is whole and in view."""
    before = page.locator(".receipt").count()
    page.get_by_role("textbox", name="Your question").or_(page.get_by_role("textbox", name="Su pregunta")).fill(question)
    page.keyboard.press("Enter")
    page.locator(".receipt").nth(before).wait_for()
    page.wait_for_function(_SETTLED)
