"""Every page with the keyboard alone, and by its names alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser.conftest import LAPTOP, ask

OpenPage = Callable[..., Page]
PAGES = ["", "codes", "codes?clause=CCMC-RULE-3", "trust", "lead", "desk"]
_MARK = """() => {
  const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getBoundingClientRect().width > 1;
  const all = [];
  const walk = root => root.querySelectorAll("*").forEach(e => {
    if (e.shadowRoot) walk(e.shadowRoot);
    if (e.matches("a[href], button:not([disabled]), input:not([type=radio]):not([disabled]), textarea:not([disabled]), summary")
        && e.tabIndex >= 0 && seen(e)) all.push(e);
  });
  walk(document.querySelector(".stApp"));
  window.unreached = new Set(all);
  return all.length;
}"""
_REACH = """() => {
  let e = document.activeElement;
  while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
  window.unreached.delete(e);
  return window.unreached.size;
}"""
_LEFT = "() => [...window.unreached].map(e => (e.innerText || e.ariaLabel || e.outerHTML).slice(0, 80))"


@pytest.mark.parametrize("path", PAGES)
def test_tab_reaches_everything(chat_url: str, open_page: OpenPage, path: str) -> None:
    """Every link, button and field that can be seen."""
    page = open_page(f"{chat_url}/{path}", LAPTOP)
    page.wait_for_load_state("networkidle")
    if not path:
        ask(page, "My client gave me a gift card. May I accept it?")
    page.evaluate("document.activeElement.blur()")
    left = page.evaluate(_MARK)
    assert left > 5
    for _ in range(left + 40):
        page.keyboard.press("Tab")
        if page.evaluate(_REACH) == 0:
            break
    assert page.evaluate(_LEFT) == []


@pytest.mark.parametrize("path", PAGES)
def test_headings_and_links_make_sense_read_alone(chat_url: str, open_page: OpenPage, path: str) -> None:
    """One main heading, no level skipped, and no two links of one name that lead to different places."""
    page = open_page(f"{chat_url}/{path}", LAPTOP)
    page.wait_for_load_state("networkidle")
    if not path:
        ask(page, "My client gave me a gift card. May I accept it?")
    levels = page.evaluate("[...document.querySelectorAll('.stMain :is(h1,h2,h3,h4,h5,h6)')].map(e => Number(e.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    links = page.evaluate("[...document.querySelectorAll('.stMain a[href]')].map(e => [e.ariaLabel || e.innerText.trim(), e.href])")
    assert all(name for name, _ in links)
    targets: dict[str, set[str]] = {}
    for name, target in links:
        targets.setdefault(name, set()).add(target)
    assert {name: found for name, found in targets.items() if len(found) > 1} == {}


def test_a_deep_link_at_the_root_opens_the_clause(chat_url: str, open_page: OpenPage) -> None:
    """`?clause=NACM-7` needs no page's name."""
    page = open_page(f"{chat_url}/?clause=NACM-7")
    expect(page.get_by_role("heading", level=1, name="NACM 7")).to_be_visible()
