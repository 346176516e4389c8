"""Measures how long a reader waits: for the page, and for an answer on it.

    python -m evals.pages http://127.0.0.1:8501

Needs Debian's Chromium and Playwright. Each page is opened in a browser context of its own, with nothing cached; the questions are those
that the other measures of speed ask.
"""

from __future__ import annotations

import shutil
import sys
from itertools import islice

import numpy as np
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from evals.sample import questions
from evals.speed import milliseconds

_PAGES = 10
_QUESTIONS = 60
_BOX = "[data-testid=stChatInputTextArea]"
_WHOLE = ".receipt"


def main() -> None:
    """Measure and print one table."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501"
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("error: Chromium is not installed; Debian's package `chromium` has it.")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium) as browser:
        opening = [_open(browser, address) for _ in range(_PAGES)]
        answering = _answers(browser, address)
    table = Table("what", "n", "median", "95th percentile")
    for name, measured in {
        "from the address to a page that takes a question": opening,
        "from Enter to the whole answer": answering,
    }.items():
        table.add_row(name, str(len(measured)), f"{np.median(measured):.0f} ms", f"{np.percentile(measured, 95):.0f} ms")
    Console().print(table)


def _open(browser: Browser, address: str) -> float:
    """Milliseconds until a page takes a question."""
    context = browser.new_context()
    page = context.new_page()

    def opened() -> None:
        page.goto(address)
        page.locator(_BOX).wait_for()

    taken = milliseconds(opened)
    context.close()
    return taken


def _answers(browser: Browser, address: str) -> list[float]:
    """Milliseconds until each answer is whole on the screen; each question begins a conversation, as most do."""
    context = browser.new_context()
    page = context.new_page()
    taken = []
    for question in islice(questions(), _QUESTIONS):
        page.goto(address)
        page.locator(_BOX).fill(question)
        # Enter before the page has taken the words would ask nothing.
        page.wait_for_timeout(200)

        def asked() -> None:
            page.keyboard.press("Enter")
            page.locator(_WHOLE).wait_for()

        taken.append(milliseconds(asked))
    context.close()
    return taken


if __name__ == "__main__":
    main()
