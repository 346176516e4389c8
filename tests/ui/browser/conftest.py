"""A real browser on real pages: Debian's Chromium, Streamlit in a process of its own, and the API over the real index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.client import KEY_VARIABLE
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import served, wait_until
from tests.browsing import DESKTOP, LAPTOP, PHONE, axe_findings, browser, needs_browser, open_page, shot
from tests.ui.desks import free_port
from ui.command import pages
from ui.processes import Child, end
from ui.settings import UiSettings

__all__ = ["DESKTOP", "LAPTOP", "PHONE", "ask", "axe_findings", "browser", "open_page", "serving", "shot"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this is slow, and needs a browser."""
    needs_browser(items, Path(__file__).parent)


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


_SETTLED = """() => {
  const main = document.querySelector(".stMain");
  const top = [...document.querySelectorAll(".asked")].at(-1).getBoundingClientRect().top;
  const atEnd = main.scrollTop + main.clientHeight >= main.scrollHeight - 2;
  return Math.abs(top - 80) < 30 || (atEnd && top > 80);
}"""
"""The newest question stands at the top, or as high as the page can be scrolled; never above it."""


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, and wait until its answer is whole and in view."""
    before = page.locator(".receipt").count()
    page.get_by_role("textbox", name="Your question").or_(page.get_by_role("textbox", name="Su pregunta")).fill(question)
    page.keyboard.press("Enter")
    page.locator(".receipt").nth(before).wait_for()
    page.wait_for_function(_SETTLED)
