"""Own scenarios in a real browser: written, mended, saved, imported, exported and deleted, with the keyboard and on a phone too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from assistant.api.app import create_app
from assistant.api.desk import Desk
from assistant.settings import default_corpus
from tests.assistant.api.conftest import MakeDesk, served
from tests.browsing import DESKTOP, LAPTOP, PHONE, axe_findings, shot

OpenPage = Callable[..., Page]
CAR = default_corpus() / "guide" / "scenarios" / "the-car-for-sale.yaml"
MARKDOWN = "# The borrowed umbrella\n\nToo short.\n\n## Prompts\n\n- Why?\n\n## Clauses\n\n- Central: NACM 7, NACM 77\n"
HOSTILE = "<img src=x onerror=\"document.title='gone'\">"


@pytest.fixture
def page_url(live_url: str) -> Iterator[str]:
    """The page over a desk that has no scenarios of one's own."""
    yield f"{live_url}/live/scenarios"
    for kept in httpx.get(f"{live_url}/v1/own-scenarios").json()["scenarios"]:
        httpx.delete(f"{live_url}/v1/own-scenarios/{kept['id']}")


def checked_by(page: Page, act: Callable[[], object], path: str = "/check") -> None:
    """Do something, and wait until the desk has answered what the page asks after it."""
    with page.expect_response(lambda r: r.url.endswith(path) and r.ok):
        act()


def fault(page: Page, text: str) -> Any:
    """The entry of a fault in the list at the top."""
    return page.locator("#fault-list").get_by_role("link", name=text)


def of_the_desk(page: Page, path: str) -> Any:
    """What the desk answers to a path."""
    return page.request.get(f"{page.evaluate('location.origin')}{path}").json()


def kept(page: Page) -> list[dict[str, Any]]:
    """What the desk has of one's own scenarios."""
    listed: list[dict[str, Any]] = of_the_desk(page, "/v1/own-scenarios")["scenarios"]
    return listed


def test_a_scenario_of_the_desk_becomes_ones_own(open_page: OpenPage, page_url: str) -> None:
    """Begun with one of the desk's, changed, saved, read again, and listed as one that can be presented."""
    page = open_page(page_url)
    page.get_by_label("Or begin with one of the desk’s").select_option("The car for sale")
    page.get_by_role("button", name="Begin with this one").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("The car for sale")
    expect(page.locator("#faults-title")).to_have_text("It can be presented")
    expect(page.locator("#state")).to_have_text("Not saved")
    page.get_by_label("Title", exact=True).fill(f"Our car {HOSTILE}")
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_contain_text("Saved at")
    page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value(f"Our car {HOSTILE}")
    expect(page.locator("#state")).to_have_text("Saved")
    page.get_by_role("link", name="Own scenarios").click()
    expect(page.locator("#kept")).to_contain_text(f"Our car {HOSTILE}")
    expect(page.locator("#kept")).to_contain_text("can be presented")


def test_each_fault_leads_to_its_field(open_page: OpenPage, page_url: str) -> None:
    """By the list at the top; the field is described by what is wrong with it, until it is mended."""
    page = open_page(f"{page_url}?from=the-car-for-sale")
    title = page.get_by_label("Title", exact=True)
    title.fill("")
    page.get_by_label("What one could do").first.fill("You may accept the car.")
    expect(page.locator("#faults-title")).to_have_text("2 faults keep it from being presented")
    fault(page, "Option 1, text: 'you may accept' reads like a verdict").focus()
    page.keyboard.press("Enter")
    first = page.get_by_label("What one could do").first
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(first).to_have_accessible_description("'you may accept' reads like a verdict")
    fault(page, "Title: is empty").click()
    expect(title).to_be_focused()
    page.keyboard.type("Mended")
    first.fill("Buy it at its value.")
    expect(page.locator("#faults-title")).to_have_text("It can be presented")
    expect(first).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".wrong")).to_have_count(0)


def test_clauses_are_put_where_they_belong_from_the_panel(open_page: OpenPage, page_url: str) -> None:
    """Central or related for the story, for or against for an option; what an option rests on is related at least."""
    page = open_page(f"{page_url}?new")
    story = page.get_by_label("Story", exact=True)
    checked_by(page, lambda: story.fill("A grateful daughter leaves a gift card on the desk of the case manager."), "/suggestions")
    cards = page.locator("#suggestions > li")
    expect(cards).to_have_count(10)
    known = {c["label"]: c for c in of_the_desk(page, "/v1/clauses")["clauses"]}
    label = cards.first.locator("h3").evaluate("node => node.firstChild.textContent.trim()")
    assert known[label]["text"] in cards.first.locator("blockquote").inner_text()
    cards.first.get_by_role("button", name="Central").click()
    expect(page.get_by_role("list", name="Central clauses")).to_contain_text(label)
    cards.first.get_by_role("button", name="Related").click()
    expect(page.get_by_role("list", name="Related clauses")).to_contain_text(label)
    expect(page.get_by_role("list", name="Central clauses").get_by_role("listitem")).to_have_count(0)
    page.get_by_label("What one could do").nth(1).fill("Give the card back with a thank-you note.")
    page.get_by_role("button", name="Suggest clauses for option 2").click()
    expect(page.locator("#suggested-title")).to_have_text("Suggested for option 2")
    expect(page.locator("#suggested-title")).to_be_focused()
    cards.nth(2).get_by_role("button", name="Speaks for it").click()
    chosen = cards.nth(2).locator("h3").evaluate("node => node.firstChild.textContent.trim()")
    expect(page.get_by_role("list", name="Clauses that speak for it").nth(1)).to_contain_text(chosen)
    expect(page.get_by_role("list", name="Related clauses")).to_contain_text(chosen)
    page.get_by_role("button", name="Back to the option").click()
    expect(page.get_by_label("What one could do").nth(1)).to_be_focused()


def test_lists_are_filled_by_the_keyboard_alone(open_page: OpenPage, page_url: str) -> None:
    """A clause by its id or its label, a topic by its title; what there is not is said; entries come and go with the focus in place."""
    page = open_page(f"{page_url}?new")
    central = page.get_by_label("Central clauses", exact=True).and_(page.get_by_role("combobox"))
    central.focus()
    for name in ("nacm 7", "CCMC-RULE-1"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    page.keyboard.type("NACM 77")
    page.keyboard.press("Enter")
    expect(page.locator("#heard")).to_have_text("There is no clause “NACM 77”.")
    central.fill("")
    listed = page.get_by_role("list", name="Central clauses").get_by_role("listitem")
    expect(listed).to_have_text(["NACM 7×", "CCMC Rule 1×"])
    page.get_by_role("button", name="Remove NACM 7: Central clauses").press("Enter")
    expect(listed).to_have_text(["CCMC Rule 1×"])
    expect(central).to_be_focused()
    page.get_by_role("button", name="Add a prompt").press("Enter")
    expect(page.get_by_label("Question")).to_have_count(4)
    expect(page.get_by_label("Question").nth(3)).to_be_focused()
    page.keyboard.type("And now?")
    page.get_by_role("button", name="Remove prompt 1").press("Enter")
    expect(page.get_by_label("Question")).to_have_count(3)
    expect(page.get_by_label("Question").nth(2)).to_have_value("And now?")
    expect(page.get_by_role("button", name="Add a prompt")).to_be_focused()


def test_a_text_is_imported_with_its_faults(open_page: OpenPage, page_url: str) -> None:
    """Named with their lines before anything is opened, and again in the editor; nothing is kept until it is saved."""
    page = open_page(page_url)
    page.get_by_label("Or its text").fill(MARKDOWN)
    page.get_by_role("button", name="Check it").click()
    told = page.locator("#imported")
    expect(told).to_be_focused()
    expect(told).to_contain_text("Line 3. Story: has 2 words, not 60 to 150")
    expect(told).to_contain_text("Line 11. Central clauses: names the unknown clause NACM 77")
    page.get_by_role("button", name="Open it in the editor").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("The borrowed umbrella")
    expect(fault(page, "Story: has 2 words")).to_be_visible()
    assert kept(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#state")).to_contain_text("Saved at")
    assert [(s["title"], s["presentable"]) for s in kept(page)] == [("The borrowed umbrella", False)]


def test_a_file_comes_back_as_it_was_exported(open_page: OpenPage, page_url: str, tmp_path: Path) -> None:
    """In both formats: a file is read, saved, exported, and read again without a fault."""
    page = open_page(page_url)
    page.get_by_label("A file").set_input_files(CAR)
    expect(page.get_by_label("It is written in")).to_have_value("yaml")
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Open it in the editor").click()
    for name, suffix in (("Export as Markdown", "md"), ("Export as YAML", "yaml")):
        with page.expect_download() as started:
            page.get_by_role("button", name=name).click()
        file = tmp_path / started.value.suggested_filename
        assert file.name == f"the-car-for-sale.{suffix}"
        started.value.save_as(file)
        again = open_page(page_url)
        again.get_by_label("A file").set_input_files(file)
        again.get_by_role("button", name="Check it").click()
        expect(again.locator("#imported")).to_contain_text("can be presented as it is")
    assert len(kept(page)) == 1


def test_two_windows_lose_nothing_of_each_other(open_page: OpenPage, page_url: str) -> None:
    """The second one to save is told, and what it holds stays on its page."""
    page = open_page(f"{page_url}?from=the-car-for-sale")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#state")).to_contain_text("Saved at")
    other = open_page(page.url)
    other.get_by_label("Title", exact=True).fill("In the other window")
    other.get_by_role("button", name="Save").click()
    expect(other.locator("#state")).to_contain_text("Saved at")
    page.get_by_label("Title", exact=True).fill("Here")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("was changed in another window")
    expect(page.locator("#state")).to_have_text("Not saved")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Here")
    assert kept(page)[0]["title"] == "In the other window"


def test_leaving_with_something_unsaved_is_asked_about(open_page: OpenPage, page_url: str) -> None:
    """An empty page lets go; one with words in it does not unless it is told to."""
    page = open_page(f"{page_url}?new")
    page.get_by_label("Title", exact=True).fill("Begun")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Own scenarios").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Title", exact=True)).to_have_value("Begun")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#state")).to_contain_text("Saved at")
    page.get_by_role("link", name="Own scenarios").click()
    expect(page.locator("#kept")).to_contain_text("Begun")


def test_a_scenario_is_deleted_only_when_it_is_meant(open_page: OpenPage, page_url: str) -> None:
    """The question can be taken back with Escape or a button."""
    page = open_page(f"{page_url}?from=the-car-for-sale")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#state")).to_contain_text("Saved at")
    remove = page.get_by_role("button", name="Delete", exact=True)
    remove.click()
    page.keyboard.press("Escape")
    remove.click()
    page.get_by_role("button", name="Keep it").click()
    assert len(kept(page)) == 1
    remove.click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("#none-kept")).to_be_visible()
    assert kept(page) == []


def test_a_key_is_asked_for_and_nothing_is_lost_meanwhile(open_page: OpenPage, make_desk: MakeDesk) -> None:
    """At the start, and when the key ends while somebody writes."""
    desk: Desk = make_desk(api_keys="required")
    first, token = desk.keys.create("first", ["ask", "facilitate"])
    _, other = desk.keys.create("other", ["ask", "facilitate"])
    app = create_app(desk)
    with served(app) as url:
        page = open_page(f"{url}/live/scenarios?new")
        page.get_by_label("Key", exact=True).fill(token)
        page.get_by_role("button", name="Use this key").click()
        page.get_by_label("Title", exact=True).fill("Begun with a key")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#state")).to_contain_text("Saved at")
        desk.keys.revoke(first.id)
        app.state.doorkeeper.forget()
        page.get_by_label("Title", exact=True).fill("Gone on with")
        page.get_by_label("Key", exact=True).fill(other)
        page.get_by_role("button", name="Use this key").click()
        expect(page.get_by_label("Title", exact=True)).to_have_value("Gone on with")


@pytest.mark.parametrize("size", [DESKTOP, LAPTOP, PHONE], ids=["desktop", "laptop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_sound_and_fits(open_page: OpenPage, page_url: str, size: Any, scheme: Any) -> None:
    """axe-core finds nothing in the list, in the editor with and without faults, or in the question; nothing runs off to the side."""
    name = f"scenarios-{size['width']}-{scheme}"
    page = open_page(page_url, size, color_scheme=scheme)
    expect(page.locator("#none-kept")).to_be_visible()
    page.get_by_label("Or its text").fill(MARKDOWN)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("#imported")).to_be_visible()
    assert axe_findings(page) == []
    shot(page, f"{name}-list")
    page.goto(f"{page_url}?from=the-car-for-sale")
    expect(page.locator("#suggestions > li")).to_have_count(10)
    expect(page.locator("#faults-title")).to_have_text("It can be presented")
    assert axe_findings(page) == []
    assert page.evaluate("[...document.querySelectorAll('[id]')].map(n => n.id).filter((id, n, all) => all.indexOf(id) !== n)") == []
    shot(page, f"{name}-editor")
    page.get_by_label("Story", exact=True).fill("Too short.")
    page.get_by_label("Minutes").first.fill("0")
    expect(page.locator("#faults-title")).to_contain_text("faults")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, f"{name}-faults")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#state")).to_contain_text("Saved at")
    page.get_by_role("button", name="Delete", exact=True).click()
    assert axe_findings(page) == []
