"""The phone page in a real browser: what it shows at each step, and that no vote is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.assistant.api.live.conftest import LiveRoom, MakeRoom
from tests.browsing import PHONE, axe_findings, shot

OpenPage = Callable[..., Page]
SMALL = ViewportSize(width=320, height=640)
_FITS = "document.documentElement.scrollWidth <= window.innerWidth"
_TARGETS = """() => [...document.querySelectorAll("button, input, textarea, summary, a")].filter(e => e.offsetParent).map(e => {
  const box = (e.type === "radio" ? e.closest("label") : e).getBoundingClientRect();
  return [e.outerHTML.slice(0, 80), box.width, box.height];
}).filter(([, width, height]) => (height < 43.5 || width < 43.5))"""
HOSTILE = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>"


def _heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def _cast(page: Page, option: str) -> None:
    page.get_by_role("radio", name=option).check()
    page.get_by_role("button", name="Vote").click()


def _states(room: LiveRoom) -> list[tuple[str, Callable[[], object]]]:
    """Every state of a room that a phone shows, in their order, and how the facilitator gets there."""
    return [
        ("You are in", lambda: None),
        ("To begin with", lambda: room.go("opening")),
        ("The story", lambda: room.go("story")),
        ("Talk about it", lambda: room.go("prompts")),
        ("First vote", lambda: room.go("first_vote")),
        ("First vote", lambda: (room.vote("AAB"), room.do("results", scenario=0, round=1))),
        ("Discussion", lambda: (room.item("What if Petra is a nurse?"), room.item("A rule on calls", "parking"), room.go("discussion"))),
        ("What the code says", lambda: room.go("clause")),
        ("What the code says", lambda: room.go("clause", nth=1)),
        ("Second vote", lambda: room.go("second_vote")),
        ("How the room moved", lambda: (room.vote("ABBCCDDD", 2), room.go("movement"))),
        ("Whom to consult", lambda: room.go("consultation")),
        ("A twist", lambda: room.go("twist")),
        ("A twist", lambda: room.do("screen", show={"kind": "item", "id": room.room["questions"][0]["id"]})),
        ("A twist", lambda: room.do("screen", show={"kind": "clause", "id": "NACM-19"})),
        ("Break", lambda: room.do("pause", paused=True)),
        ("To close", lambda: room.go("closing")),
        ("Thank you", lambda: room.go("end")),
        ("The room has ended", lambda: room.do("end")),
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", SMALL)])
def test_every_state_is_readable_for_everybody(open_page: OpenPage, make_room: MakeRoom, scheme: str, size: ViewportSize) -> None:
    """At each step: nothing for axe-core to find, no scrolling sideways at 320 px, and nothing too small to be tapped."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", size, color_scheme=scheme, reduced_motion="reduce")
    for number, (heading, arrive) in enumerate(_states(room)):
        arrive()
        _heading(page, heading)
        page.wait_for_timeout(300)
        page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
        assert axe_findings(page) == [], (number, heading)
        for language in ("Español", "English"):
            assert page.evaluate(_FITS), (number, heading)
            page.get_by_role("button", name=language).click()
        assert [t for t in page.evaluate(_TARGETS) if "<a " not in t[0]] == [], (number, heading)
        shot(page, f"room-phone-{scheme}-{number:02d}")


def test_a_code_is_taken_as_people_type_it(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Lower case and spaces do; what is no code, and a code of no room, is said to be one, by the field."""
    room = make_room()
    page = open_page(f"{room.url}/join", PHONE)
    assert axe_findings(page) == []
    field = page.get_by_label("Code of the room")
    field.fill("abc")
    field.press("Enter")
    expect(page.get_by_text("A code has six letters", exact=False)).to_have_count(2)
    assert axe_findings(page) == []
    field.fill("BBBBBB")
    field.press("Enter")
    expect(page.locator("#code-fault")).to_contain_text("No room is open under this code")
    field.fill(f" {room.code[:3].lower()} {room.code[3:].lower()}")
    field.press("Enter")
    _heading(page, "You are in")
    assert page.url.endswith(f"/join/{room.code}")


def test_a_person_votes_once_and_the_result_is_hidden_until_shown(open_page: OpenPage, make_room: MakeRoom) -> None:
    """After the vote the page says what was chosen and that it is kept; numbers come only when they are shown, few ones never."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    room.go("first_vote")
    page.get_by_role("button", name="Vote").click()
    expect(page.locator("#vote-fault")).to_have_text("Choose one of them first.")
    _cast(page, "Offer Petra")
    expect(page.get_by_text("You chose D:")).to_be_visible()
    expect(page.get_by_role("button", name="Vote")).to_have_count(0)
    room.vote("AAB")
    page.wait_for_timeout(800)
    assert "%" not in page.locator("main").inner_text()
    room.do("results", scenario=0, round=1)
    expect(page.get_by_text("First vote: 4 votes. Fewer than five votes: not broken down.")).to_be_visible()
    assert "%" not in page.locator("main").inner_text()
    room.go("second_vote")
    expect(page.get_by_text("In the first vote you chose D.")).to_be_visible()
    _cast(page, "Say nothing")
    expect(page.get_by_text("You chose B:")).to_be_visible()
    room.vote("AABBB", 2)
    room.go("movement")
    expect(page.get_by_text("How many changed is not told")).to_be_visible()
    expect(page.get_by_text("4 votes (67%)")).to_be_visible()


def test_a_reload_keeps_the_person(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Whoever has voted and comes back is the same person, and nobody joins twice; the name stands in no address."""
    room = make_room()
    asked: list[str] = []
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    page.on("request", lambda request: asked.append(request.url))
    room.go("first_vote")
    _cast(page, "Say nothing")
    expect(page.get_by_text("You chose B:")).to_be_visible()
    name = page.evaluate(f"localStorage.getItem('ethics-desk-room-{room.code}')")
    page.reload()
    expect(page.get_by_text("You chose B:")).to_be_visible()
    assert room.console["counts"] == {"people": 1, "votes": 1}
    assert len(name) == 22
    assert not any(name in url for url in asked)


def test_a_vote_without_a_connection_is_sent_when_there_is_one(open_page: OpenPage, make_room: MakeRoom) -> None:
    """The page says so calmly, tries again by itself, and the vote is kept; also where the page was loaded again in between."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    room.go("first_vote")
    page.get_by_role("radio", name="End the call").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_text("Your vote for C is kept on this phone", exact=False).first).to_be_visible()
    expect(page.locator(".offline")).to_have_text("No connection; trying again. You need not do anything.")
    assert axe_findings(page) == []
    shot(page, "room-phone-offline")
    assert room.console["counts"]["votes"] == 0
    page.context.set_offline(False)
    expect(page.get_by_text("You chose C:")).to_be_visible()
    expect(page.locator(".offline")).to_have_count(0)
    assert room.console["counts"] == {"people": 1, "votes": 1}


def test_a_vote_that_waits_outlives_the_page(open_page: OpenPage, make_room: MakeRoom) -> None:
    """A phone that drops the page before its vote could be sent sends it when the page is opened again."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    room.go("first_vote")
    page.get_by_role("radio", name="End the call").check()
    page.route("**/votes", lambda route: route.abort())
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_text("Your vote for C is kept on this phone", exact=False).first).to_be_visible()
    page.unroute("**/votes")
    page.reload()
    expect(page.get_by_text("You chose C:")).to_be_visible()
    assert room.console["counts"] == {"people": 1, "votes": 1}


def test_an_answer_that_got_lost_does_not_make_two_votes(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Where the vote was kept but the phone did not hear of it, sending it again changes nothing."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    room.go("first_vote")
    sent: list[int] = []

    def lose_the_first(route: Route) -> None:
        sent.append(1)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/votes", lose_the_first)
    _cast(page, "Tell Petra")
    expect(page.get_by_text("You chose A:")).to_be_visible()
    assert len(sent) >= 2
    assert room.console["counts"] == {"people": 1, "votes": 1}


def test_a_vote_that_comes_too_late_is_said_to_be_lost(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Nobody believes that a vote counts which came after the end of voting."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    room.go("first_vote")
    page.get_by_role("radio", name="Tell Petra").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Vote").click()
    room.do("results", scenario=0, round=1)
    page.context.set_offline(False)
    expect(page.get_by_text("This vote had closed before yours could be sent", exact=False).first).to_be_visible()


@pytest.mark.parametrize(
    "before",
    [
        "delete window.EventSource",
        "window.EventSource = class { addEventListener() {} close() {} constructor() { setTimeout(() => this.onerror(), 10); } }",
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } })",
    ],
    ids=["no streams", "broken streams", "no storage"],
)
def test_an_old_or_strict_browser_follows_the_room_too(open_page: OpenPage, make_room: MakeRoom, before: str) -> None:
    """Without streams the page asks every few seconds; without storage it remembers as long as it is open."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE, before=before)
    _heading(page, "You are in")
    room.go("first_vote")
    _heading(page, "First vote")
    _cast(page, "Tell Petra")
    expect(page.get_by_text("You chose A:")).to_be_visible()
    room.go("clause")
    _heading(page, "What the code says")
    assert room.console["counts"]["people"] == 1


def test_what_somebody_sends_waits_for_the_facilitator(open_page: OpenPage, make_room: MakeRoom) -> None:
    """The text is counted and sent; it is nowhere to be seen until it is accepted."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    page.get_by_label("Your words").fill("May she listen in?")
    expect(page.get_by_text("18 of 400 characters")).to_be_visible()
    page.get_by_role("radio", name="Something for the parking lot").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#send-told")).to_have_text("Sent. The facilitator reads it first.")
    expect(page.get_by_label("Your words")).to_have_value("")
    (item,) = room.console["items"]
    assert (item["kind"], item["text"], item["state"]) == ("parking", "May she listen in?", "waiting")
    page.wait_for_timeout(500)
    expect(page.get_by_text("May she listen in?")).to_have_count(0)
    room.do(f"items/{item['id']}", state="accepted")
    expect(page.get_by_text("May she listen in?")).to_be_visible()


def test_words_that_cannot_be_sent_stay_in_the_box(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Nobody writes a question twice because of the network."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    page.get_by_label("Your words").fill("A question")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#send-told")).to_have_text("No connection. Your words are still here; send them again.")
    expect(page.get_by_label("Your words")).to_have_value("A question")


def test_a_change_disturbs_nobody(open_page: OpenPage, make_room: MakeRoom) -> None:
    """While somebody writes, the page goes on around it: the words and the focus stay, and only the new step is announced."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    box = page.get_by_label("Your words")
    box.fill("half a sen")
    room.go("story")
    _heading(page, "The story")
    expect(box).to_be_focused()
    expect(box).to_have_value("half a sen")
    expect(page.get_by_role("status")).to_have_text("The story")


def test_all_of_it_works_by_keyboard(open_page: OpenPage, make_room: MakeRoom) -> None:
    """From the top of the page: the language, the options, the vote."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    room.go("first_vote")
    _heading(page, "First vote")
    for key in ("Tab", "Tab", "Space", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("You chose B:")).to_be_visible()


def test_the_page_speaks_spanish_and_leaves_the_cases_in_english(open_page: OpenPage, make_room: MakeRoom) -> None:
    """The browser's language decides at first, then the button; texts of cases and clauses are marked as English."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE, locale="es-MX")
    room.go("clause")
    _heading(page, "Lo que dice el código")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("blockquote").locator("xpath=ancestor::*[@lang][1]").get_attribute("lang") == "en"
    assert axe_findings(page) == []
    page.get_by_role("button", name="English").click()
    _heading(page, "What the code says")
    page.reload()
    _heading(page, "What the code says")


def test_hostile_texts_are_shown_as_they_are(open_page: OpenPage, make_room: MakeRoom) -> None:
    """What looks like markup, in a room's title or in an entry, does nothing."""
    room = make_room(title=HOSTILE[:100])
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    room.item(HOSTILE)
    expect(page.get_by_text("onerror", exact=False)).to_have_count(2)
    assert page.locator("main img, main script").count() == 0
    assert page.title() == "You are in · Ethics Desk"


def test_the_end_leaves_nothing_on_the_phone(open_page: OpenPage, make_room: MakeRoom) -> None:
    """The name is removed; the code opens nothing any more."""
    room = make_room()
    page = open_page(f"{room.url}/join/{room.code}", PHONE)
    _heading(page, "You are in")
    room.do("end")
    _heading(page, "The room has ended")
    expect(page.get_by_text("Nothing of you is kept on this phone.").first).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(page.locator("#code-fault")).to_contain_text("No room is open under this code")


def test_without_scripts_the_page_says_what_to_do(open_page: OpenPage, live_url: str) -> None:
    """A page that stays empty helps nobody."""
    page = open_page(f"{live_url}/join", PHONE, java_script_enabled=False)
    assert re.search("JavaScript", page.get_by_role("heading", level=1).inner_text())
