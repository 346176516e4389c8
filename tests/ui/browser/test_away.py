"""A desk that goes and comes while the page is open, and an answer that the reader stops."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import MakeDesk, make_desk, served, wait_until
from tests.assistant.endless import Endless
from tests.ui.browser.conftest import LAPTOP, PHONE, ask, axe_findings, shot
from tests.ui.desks import free_port, served_at

__all__ = ["make_desk"]

OpenPage = Callable[..., Page]
QUESTION = "What does NACM 7 say?"


def test_a_restart_of_the_desk_loses_nothing(start_chat: Callable[..., str], open_page: OpenPage, make_desk: MakeDesk) -> None:
    """What was asked stays, the page says that it waits, and the answer comes as soon as the desk is back."""
    port = free_port()
    chat = start_chat(f"http://127.0.0.1:{port}")
    with served_at(port, create_app(make_desk())):
        page = open_page(chat, PHONE)
        ask(page, QUESTION)
    box = page.get_by_role("textbox", name="Your question")
    box.fill("And NACM 8?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Trying again in")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Stop")).to_be_in_viewport()
    shot(page, "away-phone")
    assert axe_findings(page) == []
    expect(page.get_by_text("And NACM 8?")).to_be_visible()
    box.fill("A next question, half typed")
    with served_at(port, create_app(make_desk())):
        page.locator(".receipt").nth(1).wait_for()
        expect(box).to_have_value("A next question, half typed")
        expect(page.locator(".receipt")).to_have_count(2)


def test_a_page_that_opens_without_a_desk_says_so_when_asked(start_chat: Callable[..., str], open_page: OpenPage) -> None:
    """It opens, takes the question, and tells in one sentence that it is trying."""
    page = open_page(start_chat(f"http://127.0.0.1:{free_port()}"))
    page.get_by_role("textbox", name="Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The desk does not answer just now. Nothing you typed is lost.")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()


def test_an_answer_can_be_stopped(
    start_chat: Callable[..., str], open_page: OpenPage, small_assistant: Assistant, make_desk: MakeDesk
) -> None:
    """The desk stops working, the page says so, and offers to ask again."""
    endless = Endless(small_assistant)
    with served(create_app(make_desk(endless))) as url:
        page = open_page(start_chat(url), LAPTOP)
        page.get_by_role("textbox", name="Your question").fill("Go on.")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Looking it up in the codes…")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("You stopped this answer before it was whole.").first).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="The answer is there")).to_have_count(0)
        wait_until(endless.stopped.is_set)
        shot(page, "stopped")
        assert axe_findings(page) == []
        page.get_by_role("button", name="Change the question").click()
        page.get_by_role("textbox", name="Your question, to change").fill(QUESTION)
        page.get_by_role("button", name="Ask again").click()
        page.locator(".receipt").wait_for()
