"""The codes, as a case manager reads them in her browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.assistant.api.conftest import wait_until
from tests.ui.browser.conftest import LAPTOP, PHONE, ask, axe_findings, shot

OpenPage = Callable[..., Page]
_FITS = "[...document.querySelectorAll('.stMain *')].every(e => e.getBoundingClientRect().right <= window.innerWidth + 1)"


def looked_at(page: Page, name: str) -> None:
    """A picture is kept, axe finds nothing, and nothing must be scrolled sideways."""
    shot(page, name)
    assert axe_findings(page) == []
    assert page.evaluate(_FITS)


def clause(page: Page, label: str) -> None:
    """Wait until the page of this clause is there, from its top."""
    heading = page.get_by_role("heading", level=1, name=label, exact=True)
    expect(heading).to_be_visible()
    expect(heading).to_be_in_viewport()


@pytest.mark.parametrize(("size", "name"), [(LAPTOP, "laptop"), (PHONE, "phone")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_codes_are_read_searched_and_followed(chat_url: str, open_page: OpenPage, size: ViewportSize, name: str, scheme: str) -> None:
    """Both codes, a search, a clause, one like it in the other code, a topic, and back: at each width, in light and dark."""
    page = open_page(f"{chat_url}/codes", size, color_scheme=scheme)
    ccmc, nacm = (page.get_by_role("heading", level=2, name=code) for code in ("CCMC Code", "NACM Case Management"))
    expect(nacm).to_be_visible()
    # While fonts are loaded the headings still move.
    wait_until(lambda: (abs(ccmc.bounding_box()["y"] - nacm.bounding_box()["y"]) < 2) == (name == "laptop"))  # type: ignore[index]
    looked_at(page, f"codes-list-{name}-{scheme}")
    page.get_by_role("textbox").fill("dual relationships")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="With these words")).to_be_visible()
    looked_at(page, f"codes-search-{name}-{scheme}")
    page.get_by_role("link", name="NACM 7", exact=True).click()
    clause(page, "NACM 7")
    looked_at(page, f"codes-clause-{name}-{scheme}")
    page.get_by_role("link", name="CCMC Principle: always maintain objectivity in their relationships").click()
    clause(page, "CCMC Principle: always maintain objectivity in their relationships")
    expect(page).to_have_url(f"{chat_url}/codes?clause=CCMC-PRINCIPLE-3")
    page.get_by_role("link", name="Dual relationships", exact=True).first.click()
    expect(page.get_by_role("heading", level=2, name="Dual relationships")).to_be_in_viewport()
    looked_at(page, f"codes-topic-{name}-{scheme}")
    expect(page.get_by_role("textbox")).to_have_value("")
    page.get_by_role("link", name="By topic", exact=True).click()
    expect(page.get_by_role("link", name="Gifts from clients")).to_be_visible()
    looked_at(page, f"codes-topics-{name}-{scheme}")


def test_a_pasted_address_opens_the_clause_and_back_finds_the_place(chat_url: str, open_page: OpenPage) -> None:
    """The address of a clause works with the page's name and without it; the list comes back where the clause stands in it."""
    page = open_page(f"{chat_url}/?clause=nacm-24")
    clause(page, "NACM 24")
    page.get_by_role("link", name="All clauses").click()
    expect(page.get_by_role("link", name="NACM 24", exact=True)).to_be_in_viewport()
    page.get_by_role("link", name="NACM 25", exact=True).click()
    clause(page, "NACM 25")
    page.get_by_role("link", name="Next: NACM 26").click()
    clause(page, "NACM 26")
    page.go_back()
    clause(page, "NACM 25")


def test_the_keyboard_opens_a_clause_and_its_link_is_copied(chat_url: str, open_page: OpenPage) -> None:
    """Search, open and copy without a mouse; what is copied leads to the same clause."""
    page = open_page(f"{chat_url}/codes", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("textbox").focus()
    page.keyboard.type("felony")
    page.keyboard.press("Enter")
    # The clause stands in the whole list too, which is there until the search has found it.
    expect(page.get_by_role("heading", level=2, name="With these words")).to_be_visible()
    found = page.get_by_role("link", name="CCMC Rule 2", exact=True)
    for _ in range(20):
        page.keyboard.press("Tab")
        if found.evaluate("e => e === document.activeElement"):
            break
    expect(found).to_be_focused()
    page.keyboard.press("Enter")
    clause(page, "CCMC Rule 2")
    page.get_by_role("button", name="Copy the link to this clause").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{chat_url}/codes?clause=CCMC-RULE-2"
    page.goto(copied)
    clause(page, "CCMC Rule 2")


def test_reading_the_codes_keeps_the_conversation(chat_url: str, open_page: OpenPage) -> None:
    """Who follows an answer into the code and reads on there finds her answer again."""
    page = open_page(chat_url)
    ask(page, "What does NACM 7 say?")
    page.get_by_role("link", name=re.compile("^Open .* in the code$")).first.click()
    clause(page, "NACM 7")
    page.get_by_role("link", name="Next: NACM 8").click()
    clause(page, "NACM 8")
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator(".receipt")).to_be_visible()
