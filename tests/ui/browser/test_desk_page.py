"""Desk, as whoever looks after it meets it in a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from assistant.api.app import create_app
from assistant.api.desk import Desk, open_desk
from assistant.client import EthicsDesk
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.feedback import read_feedback
from tests.assistant.api.conftest import served, wait_until
from tests.ui.browser.conftest import LAPTOP, PHONE, axe_findings, shot

GIFT = "My client Maria Gonzalez gave me a gift card. May I accept it?"
FEE = "What does the CCM exam cost?"
SECTIONS = ("Feedback", "No full answer", "Versions and documents", "Keys", "Retention")
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def looked_after(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over the real index, with a key for whoever looks after it to come."""
    return open_desk(Settings(data=tmp_path_factory.mktemp("looked-after")), lambda: assistant)


@pytest.fixture(scope="module")
def chat(looked_after: Desk, start_chat: Callable[..., str]) -> Iterator[str]:
    """The web chat over it, with feedback and a question that found no answer."""
    with served(create_app(looked_after)) as url:
        with EthicsDesk(url) as client:
            client.feedback(client.ask(GIFT), "down", reason="missed_clause", comment="And NACM 8?", turns=[GIFT])
            client.feedback(client.ask("What does NACM 7 say?"), "up", turns=["What does NACM 7 say?"])
            client.ask(FEE)
        wait_until(lambda: any(entry.question == FEE for entry in looked_after.records.answers()))
        yield start_chat(url)


@pytest.fixture(scope="module")
def token(looked_after: Desk) -> str:
    """A key of scope admin."""
    return looked_after.keys.create("quality manager", ["admin"])[1]


def enter(page: Page, token: str) -> None:
    """Type the key and press Enter."""
    page.get_by_label("Key", exact=True).fill(token)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=2).wait_for()


def go(page: Page, section: str) -> None:
    """Open a section, and wait until it is there."""
    page.get_by_test_id("stButtonGroup").get_by_text(section, exact=True).click()
    expect(page.get_by_role("heading", level=2, name=section)).to_be_visible()
    expect(page.locator("[data-stale=true]")).to_have_count(0)


@pytest.mark.parametrize(("size", "name"), [(LAPTOP, "laptop"), (PHONE, "phone")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_is_accessible_and_fits(chat: str, token: str, open_page: OpenPage, size: ViewportSize, name: str, scheme: str) -> None:
    """Every section at each width, in light and dark: axe finds nothing, nothing must be scrolled sideways, and no key in the address."""
    page = open_page(f"{chat}/desk", size, color_scheme=scheme)
    shot(page, f"desk-locked-{name}-{scheme}")
    assert axe_findings(page) == []
    enter(page, token)
    for section in SECTIONS:
        go(page, section)
        shot(page, f"desk-{section.split()[0].lower()}-{name}-{scheme}")
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    go(page, "Feedback")
    page.get_by_role("button", name="Open no.").last.click()
    page.get_by_text("I state the clauses it had to cite").click()
    page.get_by_role("button", name="One more needed clause").wait_for()
    shot(page, f"desk-review-{name}-{scheme}")
    assert axe_findings(page) == []
    assert "edk_" not in page.url


def test_feedback_becomes_a_record_and_a_key_is_made(chat: str, token: str, open_page: OpenPage, tmp_path: Path) -> None:
    """From the key to the file that the evaluation reads; then a new key, copied, and gone from the page after a reload."""
    page = open_page(f"{chat}/desk", LAPTOP, permissions=["clipboard-read", "clipboard-write"])
    enter(page, token)
    page.get_by_role("button", name="Open no.").last.click()
    expect(page.get_by_text("And NACM 8?")).to_be_visible()
    page.get_by_text("I state the clauses it had to cite").click()
    page.get_by_role("combobox", name="Needed clause 1").fill("NACM 8")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_label("Note, for others").fill("NACM 8 belongs to it.")
    page.get_by_role("button", name="Save as reviewed").click()
    expect(page.get_by_text("The review is saved.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the case record").click()
    download.value.save_as(tmp_path / "case.json")
    (record,) = read_feedback(tmp_path / "case.json")
    assert (record.expected_clauses, record.reason) == (["NACM-8"], "missed_clause")
    assert "Maria" not in json.dumps(record.turns)
    go(page, "Keys")
    page.get_by_label("Whose key it is").fill("night bot")
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Copy the token").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("edk_")
    shot(page, "desk-token")
    assert axe_findings(page) == []
    page.reload()
    page.get_by_label("Key", exact=True).wait_for()
    assert copied not in page.content()
