"""Ask, as a case manager meets it in her browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.ui.browser.conftest import DESKTOP, LAPTOP, PHONE, ask, axe_findings, shot

GIFT = "My client Maria Gonzalez gave me a gift card. May I accept it?"
DANGER = "My client just told me he is going to kill his wife tonight"
OpenPage = Callable[..., Page]


def test_a_citation_leads_to_its_card_and_on_to_the_code_and_back(chat_url: str, open_page: OpenPage) -> None:
    """The mark brings the card into view, the card the page of the clause; on the way back the answer is still there."""
    page = open_page(chat_url)
    ask(page, GIFT)
    mark = page.locator(".short .mark").first
    label = mark.inner_text().strip("[]")
    mark.click()
    card = page.get_by_role("heading", level=4, name=label)
    expect(card).to_be_in_viewport()
    page.get_by_role("link", name=f"Open {label} in the code").click()
    page.wait_for_url("**/codes?clause=*")
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator(".receipt")).to_be_visible()
    expect(page.get_by_text("You asked:")).to_be_visible()


@pytest.mark.parametrize(("size", "name"), [(DESKTOP, "desktop"), (LAPTOP, "laptop"), (PHONE, "phone")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(chat_url: str, open_page: OpenPage, size: ViewportSize, name: str, scheme: str) -> None:
    """At each width, in light and dark: axe finds nothing, and nothing must be scrolled sideways."""
    page = open_page(chat_url, size, color_scheme=scheme)
    shot(page, f"ask-first-{name}-{scheme}")
    assert axe_findings(page) == []
    ask(page, GIFT)
    shot(page, f"ask-answer-{name}-{scheme}")
    assert axe_findings(page) == []
    ask(page, DANGER)
    shot(page, f"ask-emergency-{name}-{scheme}")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    overflowing = "[...document.querySelectorAll('.stMain *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1).length"
    assert page.evaluate(overflowing) == 0


@pytest.mark.parametrize("question", ["What is the weather?", GIFT], ids=["short", "long"])
def test_a_phone_shows_the_beginning_of_the_page_and_of_the_answer(chat_url: str, open_page: OpenPage, question: str) -> None:
    """The page opens at its title, and an answer with its question in view, however short it is."""
    page = open_page(chat_url, PHONE)
    page.wait_for_timeout(1500)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    ask(page, question)
    page.wait_for_timeout(1500)
    expect(page.locator(".asked")).to_be_in_viewport(ratio=1)


def test_an_emergency_looks_like_one(chat_url: str, open_page: OpenPage) -> None:
    """The safety steps stand first, in a frame of their own, in view as soon as the answer is there."""
    page = open_page(chat_url, PHONE)
    ask(page, DANGER)
    steps = page.locator(".safety")
    expect(steps).to_be_in_viewport()
    expect(steps.get_by_role("listitem").first).to_contain_text("911")
    assert steps.bounding_box()["y"] < page.locator(".consult").bounding_box()["y"]  # type: ignore[index]


def test_whom_to_consult_cannot_be_missed(chat_url: str, open_page: OpenPage) -> None:
    """The card is on the screen with the short answer, without scrolling."""
    page = open_page(chat_url, LAPTOP)
    ask(page, GIFT)
    expect(page.locator(".consult")).to_be_in_viewport()
    expect(page.locator(".asked")).to_be_in_viewport()


def test_spanish_from_the_browser_on(chat_url: str, open_page: OpenPage) -> None:
    """A Spanish browser gets a Spanish page, which says so to screen readers."""
    page = open_page(chat_url, LAPTOP, locale="es-MX")
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Qué dicen los códigos?")
    ask(page, "Mi cliente me regaló una tarjeta. ¿La puedo aceptar?")
    shot(page, "ask-spanish")
    assert page.evaluate("document.documentElement.lang") == "es"
    expect(page.get_by_role("heading", name="Con quién hablar")).to_be_visible()
    assert axe_findings(page) == []


def test_the_keyboard_alone_is_enough(chat_url: str, open_page: OpenPage) -> None:
    """From the address to the answer, to its clause and to a new question, without a mouse; the focus is always seen."""
    page = open_page(chat_url)
    page.get_by_role("textbox", name="Your question").focus()
    page.keyboard.type(GIFT)
    page.keyboard.press("Enter")
    page.locator(".receipt").wait_for()
    reached = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        reached.append(page.evaluate(_FOCUSED))
    names = [name for name, _ in reached]
    for wanted in ("[NACM 7]", "in the code", "Change the question", "Copy the answer", "Español", "The codes"):
        assert any(wanted in name for name in names), (wanted, names)
    assert [name for name, seen in reached if name and not seen] == []


_FOCUSED = """() => {
  let e = document.activeElement;
  while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
  if (!e || e === document.body) return ["", true];
  const name = (e.innerText || e.getAttribute("aria-label") || e.tagName).trim();
  for (let up = e, steps = 0; up && steps < 8; up = up.parentElement, steps++) {
    const style = getComputedStyle(up);
    if (style.outlineStyle !== "none" || style.boxShadow !== "none") return [name, true];
  }
  return [name, false];
}"""


def test_the_answer_can_be_copied(chat_url: str, open_page: OpenPage) -> None:
    """What is copied is the whole answer, as text with its marks."""
    page = open_page(chat_url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, GIFT)
    page.get_by_role("button", name="Copy the answer").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[NACM 7]" in copied
    assert "Maria" not in copied


def test_feedback_is_taken(chat_url: str, open_page: OpenPage) -> None:
    """A thumb down asks for a reason, and says thank you."""
    page = open_page(chat_url, PHONE)
    ask(page, GIFT)
    page.get_by_test_id("stFeedback").get_by_role("radio").or_(page.get_by_test_id("stFeedback").get_by_role("button")).nth(1).click()
    page.get_by_text("It misses a clause").click()
    shot(page, "ask-feedback-phone")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Whoever looks after this desk will read it.")).to_be_visible()


def test_a_question_can_be_changed(chat_url: str, open_page: OpenPage) -> None:
    """The old answer goes, the new one comes."""
    page = open_page(chat_url)
    ask(page, "What does NACM 7 say?")
    page.get_by_role("button", name="Change the question").click()
    page.get_by_role("textbox", name="Your question, to change").fill("What does NACM 12 say?")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("heading", level=4, name="NACM 12")).to_be_visible()
    expect(page.get_by_role("heading", level=4, name="NACM 7")).to_have_count(0)
