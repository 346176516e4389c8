"""The facilitator's start page in a real browser: rooms to go on with, and the making of a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from assistant.api.app import create_app
from assistant.api.desk import Desk
from tests.assistant.api.conftest import MakeDesk, served
from tests.assistant.api.live.conftest import DAUGHTER, MakeRoom
from tests.browsing import LAPTOP, PHONE, axe_findings, shot

OpenPage = Callable[..., Page]
HOSTILE = "<img src=x onerror=\"document.title='gone'\">"
PHONE_CALL = "A daughter on the phone"


def _start(open_page: OpenPage, url: str, size: ViewportSize = LAPTOP, **options: object) -> Page:
    page = open_page(f"{url}/live", size, **options)
    page.locator("#scenarios li").first.wait_for()
    return page


def _titles(page: Page, url: str) -> dict[str, str]:
    """The titles of the scenarios by their ids."""
    listed = page.request.get(f"{url}/v1/scenarios").json()["scenarios"]
    return {s["id"]: s["title"] for s in listed}


def test_cases_are_chosen_ordered_and_made_into_a_room(open_page: OpenPage, live_url: str) -> None:
    """Two cases, put in order by the keyboard, with what was settled beside them; the console of the new room opens."""
    page = _start(open_page, live_url)
    first, second = [*_titles(page, live_url).values()][:2]
    for title in (first, second):
        page.get_by_label(title, exact=True).check()
    expect(page.locator("#planned")).to_contain_text("2 cases,")
    expect(page.locator("#planned")).to_contain_text("minutes planned")
    up = page.locator("#chosen li").last.get_by_role("button", name="Up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chosen .name")).to_have_text([second, first])
    expect(page.locator("#chosen li").first.get_by_role("button", name="Up")).to_be_focused()
    page.get_by_label("Title of the room").fill(f"Ethics hour {HOSTILE}")
    page.get_by_label("Close with them").uncheck()
    page.get_by_label("approved").check()
    page.get_by_role("button", name="Make the room").click()
    page.wait_for_url("**/live/console/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ethics hour {HOSTILE}")
    expect(page.locator("#credit")).to_contain_text("approval is approved")
    made = page.request.get(f"{live_url}/v1/rooms/{page.url.rsplit('/', 1)[-1]}").json()
    assert [s["title"] for s in made["scenarios"]] == [second, first]
    kinds = [s["kind"] for s in made["plan"]]
    assert "opening" in kinds
    assert "closing" not in kinds


def test_cases_are_found_by_words_topic_and_code(open_page: OpenPage, live_url: str) -> None:
    """Each filter narrows the list, how many are left is told, and Enter in the search makes no room."""
    page = _start(open_page, live_url)
    everything = page.locator("#scenarios li").count()
    assert everything == len(_titles(page, live_url))
    page.get_by_label("Search").fill("daughter phone")
    expect(page.locator("#found")).to_have_text(f"1 of {everything} cases")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("")
    page.get_by_label("Search").fill("")
    page.get_by_label("Topic").select_option(index=1)
    narrowed = page.locator("#scenarios li").count()
    assert 0 < narrowed < everything
    page.get_by_label("Topic").select_option("")
    page.get_by_label("Code").select_option("CCMC")
    assert 0 < page.locator("#scenarios li").count() <= everything


def test_a_case_can_be_read_before_it_is_chosen(open_page: OpenPage, live_url: str) -> None:
    """Its story opens under its title, and how long it takes is told."""
    page = _start(open_page, live_url)
    case = page.request.get(f"{live_url}/v1/scenarios/{DAUGHTER}").json()
    entry = page.locator("#scenarios li", has_text=PHONE_CALL)
    expect(entry).to_contain_text(f"{case['facilitator']['minutes']} minutes")
    entry.locator("summary").click()
    expect(entry.locator(".story")).to_have_text(case["story"])


def test_the_chosen_cases_are_saved_as_slides(open_page: OpenPage, live_url: str) -> None:
    """For a room without network, in the order that was chosen."""
    page = _start(open_page, live_url)
    page.get_by_label(PHONE_CALL, exact=True).check()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as slides").click()
    assert saved.value.suggested_filename.endswith(".pptx")


def test_own_cases_are_offered_when_they_are_finished(open_page: OpenPage, live_url: str) -> None:
    """A finished one stands first in the list and can be presented; one with faults is only told of."""
    with httpx.Client(base_url=live_url, timeout=20) as http:
        whole = http.get(f"/v1/scenarios/{DAUGHTER}").json()
        for draft in (_draft(whole, "A case of our own"), {"title": "Half a case"}):
            http.post("/v1/own-scenarios", json={"draft": draft}).raise_for_status()
    page = _start(open_page, live_url)
    expect(page.locator("#scenarios label").first).to_have_text("A case of our own")
    expect(page.locator("#scenarios .about").first).to_contain_text(f"your own · {whole['facilitator']['minutes']} minutes")
    expect(page.locator("#unfinished")).to_contain_text("1 of your own cannot be presented yet")
    page.get_by_label("A case of our own", exact=True).check()
    page.get_by_role("button", name="Make the room").click()
    expect(page.locator("#notes-title")).to_have_text("Notes on case 1: A case of our own")


def _draft(whole: dict[str, Any], title: str) -> dict[str, Any]:
    """A scenario as the API tells it, as its author would write it."""
    refs = {name: [c["clause_id"] for c in whole[name]] for name in ("central", "related")}
    told = {name: whole[name] for name in ("story", "prompts", "facilitator")} | {"topics": [t["id"] for t in whole["topics"]]}
    options = [o | {name: [c["clause_id"] for c in o[name]] for name in ("speaks_for", "speaks_against")} for o in whole["options"]]
    consult = [{"who": c["who"], "why": c["why"], "clauses": c["clause_ids"]} for c in whole["consult"]]
    twist = {"text": whole["twist"]["text"], "clauses": [c["clause_id"] for c in whole["twist"]["clauses"]]}
    return {"title": title, "options": options, "consult": consult, "twist": twist, **told, **refs}


def test_nothing_chosen_is_said(open_page: OpenPage, live_url: str) -> None:
    """A room needs a case; the focus goes to where one is found."""
    page = _start(open_page, live_url)
    page.get_by_role("button", name="Make the room").click()
    expect(page.locator("#said")).to_have_text("Choose at least one case first.")
    expect(page.get_by_label("Search")).to_be_focused()


def test_rooms_are_gone_on_with_and_deleted(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Running rooms first, with their code; an ended one offers its minutes; deleting asks first."""
    running, ended = make_room(title="Still running"), make_room(title="Over and done")
    ended.do("end")
    page = _start(open_page, running.url)
    line = page.locator("#running li", has_text=running.code)
    expect(line).to_contain_text("Still running")
    page.get_by_text("Ended (").click()
    over = page.locator("#ended li", has_text="Over and done").first
    for name in ("PDF", "Word (DOCX)", "Markdown", "Votes (CSV)"):
        expect(over.get_by_role("button", name=name)).to_be_visible()
    over.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Keep it").click()
    assert ended.http.get(f"/v1/rooms/{ended.id}").status_code == 200
    over.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("#said")).to_have_text("“Over and done” is deleted.")
    assert ended.http.get(f"/v1/rooms/{ended.id}").status_code == 404
    line.get_by_role("link", name="Go on").click()
    expect(page.locator("#code")).to_have_text(running.code)


@pytest.fixture
def guarded(make_desk: MakeDesk) -> Iterator[tuple[str, Desk]]:
    """A desk that wants a key of everybody, and its address."""
    desk = make_desk(api_keys="required")
    with served(create_app(desk)) as url:
        yield url, desk


def test_a_key_is_asked_for_and_kept_in_this_tab(open_page: OpenPage, guarded: tuple[str, Desk]) -> None:
    """One that may only ask does not do, and it is said; the right one opens the page, and can be forgotten."""
    url, desk = guarded
    (_, asking), (_, leading) = desk.keys.create("asks", ("ask",)), desk.keys.create("leads", ("ask", "facilitate"))
    page = open_page(f"{url}/live")
    field = page.get_by_label("Key", exact=True)
    expect(field).to_be_focused()
    expect(page.get_by_label("Search")).to_be_hidden()
    assert axe_findings(page) == []
    shot(page, "start-key")
    field.fill(asking)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This key did not do")
    field.fill(leading)
    page.keyboard.press("Enter")
    page.locator("#scenarios li").first.wait_for()
    assert page.evaluate("sessionStorage.getItem('ethics-desk-key')") == leading
    page.reload()
    page.locator("#scenarios li").first.wait_for()
    page.get_by_role("button", name="Forget the key").click()
    expect(field).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('ethics-desk-key')") is None


def test_a_key_in_the_address_is_taken_out_of_it(open_page: OpenPage, guarded: tuple[str, Desk]) -> None:
    """The page and the room's console work with it, and it stays in no address."""
    url, desk = guarded
    _, leading = desk.keys.create("leads", ("ask", "facilitate"))
    page = open_page(f"{url}/live#key={leading}")
    page.locator("#scenarios li").first.wait_for()
    assert page.url == f"{url}/live"
    page.get_by_label(_listed(page)[0], exact=True).check()
    page.get_by_role("button", name="Make the room").click()
    expect(page.locator("#step")).to_have_text("Joining")
    expect(page.locator("#connection")).to_have_text("connected")
    page.evaluate("sessionStorage.removeItem('ethics-desk-key')")
    page.reload()
    expect(page.get_by_label("Key", exact=True)).to_be_focused()
    page.keyboard.type(leading)
    page.keyboard.press("Enter")
    expect(page.locator("#step")).to_have_text("Joining")


def _listed(page: Page) -> list[str]:
    return page.locator("#scenarios label").all_inner_texts()


@pytest.mark.parametrize(("scheme", "size"), [("light", LAPTOP), ("dark", PHONE)])
def test_the_page_is_accessible(open_page: OpenPage, make_room: MakeRoom, scheme: str, size: ViewportSize) -> None:
    """No finding of axe-core and nothing wider than the page, with rooms and with cases chosen, on a laptop and a phone."""
    room = make_room(title=f"A title of many words {HOSTILE}" + " and more of them" * 3)
    room.do("end")
    page = _start(open_page, make_room().url, size, color_scheme=scheme, reduced_motion="reduce")
    assert axe_findings(page) == []
    for title in _listed(page)[:3]:
        page.get_by_label(title, exact=True).check()
    page.locator("#scenarios summary").first.click()
    page.get_by_text("Ended (").click()
    assert axe_findings(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    shot(page, f"start-{scheme}-{size['width']}")
    page.locator("#ended li").first.get_by_role("button", name="Delete").click()
    assert axe_findings(page) == []
