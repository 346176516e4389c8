"""The projector's page in a real browser: what it shows, what its keys do, and who may drive with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.assistant.api.live.conftest import DAUGHTER, GIFT, LiveRoom, MakeRoom
from tests.assistant.api.live.test_phone import HOSTILE
from tests.browsing import axe_findings, shot

OpenPage = Callable[..., Page]
WIDE, SQUARE = ViewportSize(width=1920, height=1080), ViewportSize(width=1024, height=768)


def _title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def _drive(open_page: OpenPage, room: LiveRoom, room_id: str = "", **options: object) -> Page:
    """The screen in a window that the console opened: it has the room's id."""
    before = f"sessionStorage.setItem('ethics-desk-room', '{room_id or room.id}')"
    return open_page(f"{room.url}/live/screen/{room.code}", WIDE, before=before, reduced_motion="reduce", **options)


def _states(room: LiveRoom) -> list[tuple[str, Callable[[], object]]]:
    return [
        ("Join on your phone", lambda: None),
        ("Opening questions", lambda: room.go("opening")),
        ("A daughter on the phone", lambda: room.go("story")),
        ("What to discuss", lambda: room.go("prompts")),
        ("First vote", lambda: room.go("first_vote")),
        ("First vote", lambda: (room.vote("AABBCDA"), room.do("results", scenario=0, round=1))),
        ("Discussion", lambda: room.go("discussion")),
        ("NACM 18", lambda: room.go("clause")),
        ("Second vote", lambda: room.go("second_vote")),
        ("How the room moved", lambda: (room.vote("ABBCCDD", 2), room.go("movement"))),
        ("Whom to consult", lambda: room.go("consultation")),
        ("A twist", lambda: room.go("twist")),
        ("A question from the room", lambda: room.do("screen", show={"kind": "item", "id": room.item("What if Petra is a nurse?")})),
        ("NACM 19", lambda: room.do("screen", show={"kind": "clause", "id": "NACM-19"})),
        ("Join on your phone", lambda: room.do("screen", show={"kind": "join"})),
        ("May I accept a gift?", lambda: _ask(room)),
        ("Break", lambda: (room.do("screen", show=None), room.do("pause", paused=True))),
        ("Closing questions", lambda: room.go("closing")),
        ("Thank you", lambda: room.go("end")),
        ("Thank you", lambda: room.do("end")),
    ]


def _ask(room: LiveRoom, page: int = 0) -> int:
    """Puts an answer of the desk on the screen; how many pages it has."""
    answer = room.do("answers", question="May I accept a gift?")["answers"][-1]
    room.do("screen", show={"kind": "answer", "id": answer["id"], "page": page})
    return len(answer["screen"]["pages"])


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", SQUARE)])
def test_every_slide_is_readable_for_everybody(open_page: OpenPage, make_room: MakeRoom, scheme: str, size: ViewportSize) -> None:
    """axe-core finds nothing, contrast included, at any step."""
    room = make_room()
    page = open_page(f"{room.url}/live/screen/{room.code}", size, color_scheme=scheme, reduced_motion="reduce")
    for number, (title, arrive) in enumerate(_states(room)):
        arrive()
        _title(page, title)
        page.wait_for_timeout(300)
        assert axe_findings(page) == [], (number, title)
        shot(page, f"room-screen-{scheme}-{number:02d}")


def test_people_and_votes_are_counted_as_they_come(open_page: OpenPage, make_room: MakeRoom) -> None:
    """How many are here, and how many have voted, but not for what until it is shown."""
    room = make_room()
    page = open_page(f"{room.url}/live/screen/{room.code}", WIDE)
    expect(page.get_by_text("0 people are here.")).to_be_visible()
    room.go("first_vote")
    room.vote("AABBC")
    expect(page.locator(".voted")).to_have_text("5of 5 have voted")
    assert "%" not in page.locator("main").inner_text()
    room.do("results", scenario=0, round=1)
    expect(page.get_by_text("2 (40%)")).to_have_count(2)


def test_few_votes_are_not_broken_down(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Four votes are four votes."""
    room = make_room()
    page = open_page(f"{room.url}/live/screen/{room.code}", WIDE)
    room.go("first_vote")
    room.vote("AABB")
    room.do("results", scenario=0, round=1)
    expect(page.get_by_text("4 votes. Fewer than five votes: not broken down.")).to_be_visible()
    room.go("movement")
    expect(page.get_by_text("4 votes the first time, 0 the second. Fewer than five votes: not broken down.")).to_be_visible()
    assert "%" not in page.locator("main").inner_text()


def test_the_movement_of_the_room_is_told_in_numbers(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Before and after for each option, with the clauses for and against it; no option is called right."""
    room = make_room()
    page = open_page(f"{room.url}/live/screen/{room.code}", WIDE)
    room.go("first_vote")
    room.vote("AAABB")
    room.go("second_vote")
    room.vote("AABBB", 2)
    room.go("movement")
    expect(page.get_by_text("5 people voted both times; 1 of them chose another way the second time.")).to_be_visible()
    expect(page.locator(".way").first).to_contain_text("▼ 1 fewer")
    expect(page.locator(".way").nth(1)).to_contain_text("▲ 1 more")
    expect(page.locator(".way").first).to_contain_text("For: NACM 18, NACM 2")
    words = page.locator("main").inner_text().lower()
    assert "correct" not in words
    assert "right answer" not in words


def test_clauses_are_counted_and_named(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Which clause of how many is read; whom to consult rests on clauses by their labels; a break shows over all."""
    room = make_room()
    page = open_page(f"{room.url}/live/screen/{room.code}", WIDE)
    for nth, place in ((0, "1 of 4"), (3, "4 of 4"), (4, "")):
        room.go("clause", nth=nth)
        case = "Case 1 of 1 · A daughter on the phone"
        expect(page.locator("#kicker")).to_have_text(f"{case} · Clause {place}" if place else case)
    room.go("consultation")
    expect(page.locator(".who").nth(1)).to_contain_text("NACM 19, CCMC Principle: obey all laws and regulations")
    room.do("screen", show={"kind": "clause", "id": "NACM-19"})
    room.do("pause", paused=True)
    expect(page.locator("#kicker")).to_have_text("Break · Word for word")


def test_a_clicker_goes_through_the_room(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Each key of a clicker and of a keyboard goes on or back; Home does nothing."""
    room = make_room()
    page = _drive(open_page, room)
    _title(page, "Join on your phone")
    for key in ("ArrowRight", "PageDown", "Space", "Enter"):
        at = room.room["step"]["index"]
        page.keyboard.press(key)
        _wait_for_step(page, room, at + 1)
    for key in ("ArrowLeft", "PageUp", "Backspace"):
        at = room.room["step"]["index"]
        page.keyboard.press(key)
        _wait_for_step(page, room, at - 1)
    page.keyboard.press("Home")
    page.wait_for_timeout(300)
    assert room.room["step"]["index"] == 1


def _wait_for_step(page: Page, room: LiveRoom, index: int) -> None:
    step = room.plan[index]
    _title(
        page, "A daughter on the phone" if step["kind"] == "story" else "Join on your phone" if step["kind"] == "join" else step["title"]
    )
    assert room.room["step"]["index"] == index


def test_keys_show_the_result_and_have_a_break(open_page: OpenPage, make_room: MakeRoom) -> None:
    """R shows the outcome of the vote at this step; P begins a break, and the next key ends it without going on."""
    room = make_room()
    page = _drive(open_page, room)
    room.go("first_vote")
    room.vote("AABBC")
    _title(page, "First vote")
    expect(page.locator(".voted b")).to_have_text("5")
    page.keyboard.press("r")
    expect(page.get_by_text("5 votes.")).to_be_visible()
    page.keyboard.press("p")
    _title(page, "Break")
    page.keyboard.press("ArrowRight")
    _title(page, "First vote")
    assert room.room["step"]["kind"] == "first_vote"


def test_one_press_too_many_does_not_end_a_vote(open_page: OpenPage, make_room: MakeRoom) -> None:
    """While most of the room has not voted, the first press only says so, and so does one that follows at once."""
    room = make_room()
    page = _drive(open_page, room)
    room.go("first_vote")
    room.vote("AABBC")
    room.go("second_vote")
    _title(page, "Second vote")
    expect(page.locator(".voted")).to_contain_text("of 5 have voted")
    for key in ("PageDown", "PageDown", "r"):
        page.keyboard.press(key)
        expect(page.locator("#hint")).to_have_text("0 of 5 have voted. Press again to end this vote for good.")
    assert room.room["vote"]["open"]
    page.wait_for_timeout(700)
    page.keyboard.press("PageDown")
    _title(page, "How the room moved")
    page.keyboard.press("PageUp")
    _title(page, "Second vote")
    assert room.room["vote"]["open"]


def test_keys_turn_the_pages_of_an_answer_and_take_it_off(open_page: OpenPage, make_room: MakeRoom) -> None:
    """At the last page the next key takes the answer off, and the room stands where it stood."""
    room = make_room()
    page = _drive(open_page, room)
    room.go("story")
    pages = _ask(room)
    for number in range(pages):
        expect(page.locator("#kicker")).to_have_text(f"The desk’s answer · {number + 1} of {pages}")
        page.keyboard.press("PageDown")
    _title(page, "A daughter on the phone")
    assert room.room["shown"] is None
    assert room.room["step"]["kind"] == "story"


def test_a_screen_opened_by_its_code_cannot_drive(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Its keys say so and do nothing; a window of another room is no better."""
    room, other = make_room(), make_room(scenarios=[GIFT])
    for page in (open_page(f"{room.url}/live/screen/{room.code}", WIDE), _drive(open_page, room, other.id)):
        _title(page, "Join on your phone")
        for key in ("ArrowRight", "r", "p"):
            page.keyboard.press(key)
            expect(page.locator("#hint")).to_have_text("This screen only shows. The room is led from the console.")
        assert room.room["version"] == 1
        assert other.room["version"] == 1
        page.keyboard.press("b")
        expect(page.locator("#black")).to_be_visible()


def test_a_move_at_an_old_version_is_not_made_twice(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Where the console has moved on already, the screen reads the room again and does not push it further."""
    room = make_room()
    page = _drive(open_page, room)
    _title(page, "Join on your phone")
    page.route("**/events?counts=true", lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    room.go("opening")
    page.keyboard.press("ArrowRight")
    _title(page, "Opening questions")
    assert room.room["step"]["kind"] == "opening"


def test_the_screen_can_be_black_and_dark(open_page: OpenPage, make_room: MakeRoom) -> None:
    """B and the full stop black it out, and a driving key brings it back without a move; D changes the colours, which are remembered."""
    room = make_room()
    page = _drive(open_page, room, color_scheme="light")
    for key in ("b", "."):
        page.keyboard.press(key)
        expect(page.locator("#black")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#black")).to_be_hidden()
    assert room.room["version"] == 1
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_a_connection_the_picture_stays(open_page: OpenPage, make_room: MakeRoom) -> None:
    """A small mark tells since when; when the network is back the screen is at the room's step."""
    room = make_room()
    page = open_page(f"{room.url}/live/screen/{room.code}", WIDE)
    room.go("story")
    _title(page, "A daughter on the phone")
    page.context.set_offline(True)
    expect(page.locator("#mark")).to_contain_text("no connection since")
    _title(page, "A daughter on the phone")
    assert axe_findings(page) == []
    room.go("twist")
    page.context.set_offline(False)
    _title(page, "A twist")
    expect(page.locator("#mark")).to_have_text("")


def test_a_screen_without_a_room_says_so(open_page: OpenPage, live_url: str) -> None:
    """An old address tells what to do."""
    page = open_page(f"{live_url}/live/screen/BBBBBB", WIDE)
    _title(page, "No room is open under this code")
    assert axe_findings(page) == []


def test_hostile_texts_are_shown_as_they_are(open_page: OpenPage, make_room: MakeRoom) -> None:
    """What looks like markup, in a room's title or in a question, does nothing."""
    room = make_room(title=HOSTILE[:100], scenarios=[DAUGHTER])
    page = open_page(f"{room.url}/live/screen/{room.code}", WIDE)
    room.do("screen", show={"kind": "item", "id": room.item(HOSTILE)})
    expect(page.locator(".quote")).to_have_text(HOSTILE)
    assert page.locator("#inner img, #inner script").count() == 0
    assert "taken" not in page.title()


def test_the_step_is_announced(open_page: OpenPage, make_room: MakeRoom) -> None:
    """A screen reader hears the new title, and nothing when only numbers change."""
    room = make_room()
    page = open_page(f"{room.url}/live/screen/{room.code}", WIDE)
    room.go("first_vote")
    expect(page.locator("#said")).to_have_text("First vote")
