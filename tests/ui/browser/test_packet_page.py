"""The packet, as a case manager downloads it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.ui.browser.conftest import LAPTOP, PHONE, ask, axe_findings, shot

GIFT = "My client Maria Gonzalez gave me a gift card. May I accept it?"
OpenPage = Callable[..., Page]


def test_the_pdf_is_downloaded_and_holds_the_clauses(chat_url: str, open_page: OpenPage) -> None:
    """Two clicks from the answer: what is in the file is what stands on the page, without the name."""
    page = open_page(chat_url, LAPTOP)
    ask(page, GIFT)
    page.get_by_role("button", name="Take it to your supervisor").click()
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download as PDF").click()
    assert loading.value.suggested_filename.startswith("consultation-packet-20")
    said = " ".join(" ".join(p.extract_text() for p in PdfReader(loading.value.path()).pages).split())
    assert "My client [name] gave me a gift card." in said
    assert "Gonzalez" not in said
    for quote in page.locator(".clause blockquote").all_inner_texts():
        assert " ".join(quote.split()) in said


def test_the_part_is_accessible_and_fits_a_phone(chat_url: str, open_page: OpenPage) -> None:
    """By keyboard too: Enter on the button makes the page, and the downloads follow in order."""
    page = open_page(chat_url, PHONE)
    ask(page, GIFT)
    page.get_by_role("button", name="Take it to your supervisor").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Download as PDF")).to_be_visible()
    page.get_by_role("button", name="Download as PDF").scroll_into_view_if_needed()
    shot(page, "packet-phone")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("A note of your own").fill("Her family asks every week.")
    page.get_by_role("button", name="Put the note on the page").click()
    expect(page.get_by_text("Your note is on the page.")).to_be_visible()
