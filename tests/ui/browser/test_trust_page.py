"""How far to trust it, in a browser: it fits, is accessible, and what it says of the figures can be seen and heard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.ui.browser.conftest import LAPTOP, PHONE, axe_findings, shot

OpenPage = Callable[..., Page]


@pytest.mark.parametrize(("size", "name"), [(LAPTOP, "laptop"), (PHONE, "phone")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(chat_url: str, open_page: OpenPage, size: ViewportSize, name: str, scheme: str) -> None:
    """At each width, in light and dark: axe finds nothing, and nothing must be scrolled sideways."""
    page = open_page(f"{chat_url}/trust", size, color_scheme=scheme)
    page.get_by_role("heading", level=2, name="How it was measured").wait_for()
    shot(page, f"trust-{name}-{scheme}")
    page.get_by_role("heading", level=3, name="Does it notice danger?").scroll_into_view_if_needed()
    shot(page, f"trust-rates-{name}-{scheme}")
    assert axe_findings(page) == []
    overflowing = "[...document.querySelectorAll('.stMain *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1).length"
    assert page.evaluate(overflowing) == 0


def test_each_picture_says_its_figures_and_draws_them(chat_url: str, open_page: OpenPage) -> None:
    """A name for who cannot see it; the dot stands within the bar, and the bar on the line."""
    page = open_page(f"{chat_url}/trust", LAPTOP)
    pictures = page.get_by_role("img", name="very likely between")
    pictures.first.wait_for()
    assert pictures.count() >= 15
    for picture in pictures.all():
        line, bar, dot = (p.bounding_box() for p in (picture, picture.locator(".interval"), picture.locator(".dot")))
        assert line is not None
        assert bar is not None
        assert dot is not None
        middle = dot["x"] + dot["width"] / 2
        assert bar["x"] - 2 <= middle <= bar["x"] + bar["width"] + 2
        assert line["x"] - 1 <= bar["x"]
        assert bar["x"] + bar["width"] <= line["x"] + line["width"] + 1


def test_the_dot_of_a_rate_is_seen_in_forced_colours(chat_url: str, open_page: OpenPage) -> None:
    """Where the reader's system chooses the colours, the dot is still filled with the colour of the words."""
    page = open_page(f"{chat_url}/trust", LAPTOP, forced_colors="active")
    dot = page.locator(".scale .dot").first
    dot.wait_for()
    assert dot.evaluate("e => getComputedStyle(e).backgroundColor") == page.evaluate("getComputedStyle(document.querySelector('h1')).color")


def test_what_a_miss_looks_like_opens_by_keyboard(chat_url: str, open_page: OpenPage) -> None:
    """Each rate has its explanation folded away, so that the page can be skimmed; Enter unfolds it, and axe finds nothing then either."""
    page = open_page(f"{chat_url}/trust", PHONE)
    rate = page.get_by_role("listitem").filter(has_text="conversations that only sound like danger")
    miss = rate.get_by_text("brings up a crisis line")
    expect(miss).to_be_hidden()
    rate.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(miss).to_be_visible()
    assert axe_findings(page) == []


def test_links_lead_to_the_sections_and_to_the_codes(chat_url: str, open_page: OpenPage) -> None:
    """From the top to the last section, and from what the texts lack to the texts themselves."""
    page = open_page(f"{chat_url}/trust", PHONE)
    page.get_by_role("heading", level=2, name="How it was measured").wait_for()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Where to get help").click()
    expect(page.get_by_role("heading", level=2, name="Where to get help")).to_be_in_viewport()
    page.get_by_role("link", name="Read both codes").click()
    page.wait_for_url("**/codes")
