"""The facilitator's console in a real browser: it leads a room, also by keys, beside another console and over a bad connection."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.assistant.api.live.conftest import DAUGHTER, GIFT, LiveRoom, MakeRoom
from tests.browsing import LAPTOP, PHONE, axe_findings, shot

OpenPage = Callable[..., Page]
QUESTION = "May I accept a gift from a family?"
HOSTILE = "<img src=x onerror=\"document.title='gone'\"><script>document.title='gone'</script>"
OVERFLOW = "document.documentElement.scrollWidth > innerWidth"


def _console(open_page: OpenPage, room: LiveRoom, size: ViewportSize = LAPTOP, **options: object) -> Page:
    page = open_page(f"{room.url}/live/console/{room.id}", size, **options)
    page.locator("main").wait_for()
    return page


def _step(page: Page, title: str) -> None:
    """Wait for a step, and until the command that led there is over."""
    expect(page.locator("#step")).to_have_text(title)
    expect(page.locator("#pause:not([aria-disabled])")).to_be_attached()


def _ended(page: Page) -> None:
    expect(page.locator("#step")).to_have_text("The room has ended")


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_contain_text(words)


def test_the_buttons_lead_the_room(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Next, back, a step of the list and the way past the rest of a case; the console and the room agree at each."""
    room = make_room(scenarios=[DAUGHTER, GIFT])
    page = _console(open_page, room)
    expect(page.locator("#where")).to_have_text(f"Step 1 of {len(room.plan)}")
    page.locator("#next").click()
    _step(page, "Opening questions")
    page.locator("#next").click()
    _step(page, "The story")
    expect(page.locator("#where")).to_contain_text("Case 1 of 2")
    page.locator("#back").click()
    _step(page, "Opening questions")
    page.locator("#steps").get_by_role("button", name="Whom to consult").first.click()
    _step(page, "Whom to consult")
    expect(page.locator("[aria-current=step]")).to_have_text("Whom to consult")
    _press(page, "Skip the twist, to case 2")
    _step(page, "The story")
    assert (room.room["step"]["kind"], room.room["step"]["scenario"]) == ("story", 1)


def test_it_is_told_what_comes_next_and_what_the_screen_shows(open_page: OpenPage, make_room: MakeRoom) -> None:
    """The next story, vote and clause can be read before anybody else sees them."""
    room = make_room()
    room.go("opening")
    page = _console(open_page, room)
    story = room.console["scenarios"][0]["story"]
    expect(page.locator("#coming")).to_contain_text(story)
    expect(page.locator("#screen-now")).not_to_contain_text(story)
    room.go("discussion")
    clause = room.http.get(f"/v1/clauses/{room.console['scenarios'][0]['central'][0]['clause_id']}").json()
    expect(page.locator("#coming")).to_contain_text(clause["text"])
    room.go("clause")
    expect(page.locator("#screen-now")).to_contain_text(clause["text"])


def test_the_keys_lead_the_room_but_not_while_something_is_typed(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Arrows, page keys and the space bar as clickers send them; letters can be switched off; a field takes them all as text."""
    room = make_room()
    page = _console(open_page, room)
    for key, title in (("ArrowRight", "Opening questions"), ("PageDown", "The story"), (" ", "What to discuss"), ("PageUp", "The story")):
        page.keyboard.press(key)
        _step(page, title)
    page.keyboard.press("p")
    _step(page, "Break, at: The story")
    page.keyboard.press("ArrowRight")
    _step(page, "The story")
    page.keyboard.press("q")
    expect(page.get_by_label("A question to both codes")).to_be_focused()
    page.keyboard.type("proper reply p r q ")
    expect(page.get_by_label("A question to both codes")).to_have_value("proper reply p r q ")
    page.keyboard.press("ArrowRight")
    page.get_by_text("Keyboard and clicker").click()
    page.get_by_label("Letters R, P and Q are on").uncheck()
    page.locator("#step").click()
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    _step(page, "What to discuss")
    assert not room.room["paused"]


def test_votes_are_counted_but_not_told_until_they_are_shown(open_page: OpenPage, make_room: MakeRoom) -> None:
    """How many voted, never for what; showing the outcome says what it means, and the key does it too."""
    room = make_room()
    room.go("first_vote")
    page = _console(open_page, room)
    room.vote("AAB")
    expect(page.locator("#vote-state")).to_have_text("3 votes of 3 people; the vote is open.")
    expect(page.locator("#results-means")).to_contain_text("nobody can vote in this round any more")
    expect(page.locator("#results-means")).to_contain_text("fewer than 5 votes only their number is shown")
    room.vote("AABBCD")
    expect(page.locator("#vote-state")).to_contain_text("6 votes of 6 people")
    expect(page.locator("#results-means")).not_to_contain_text("fewer than")
    assert page.locator(".bars").count() == 0
    page.keyboard.press("r")
    expect(page.locator("#vote-results li")).to_have_count(len(room.room["case"]["options"]))
    expect(page.locator("#vote-results li").first).to_contain_text("2 (33%)")
    expect(page.locator("#results")).to_be_hidden()


def test_a_vote_of_few_is_not_broken_down(open_page: OpenPage, make_room: MakeRoom) -> None:
    """With fewer than five votes the console knows no more than the room."""
    room = make_room()
    room.go("first_vote")
    room.vote("AAB")
    page = _console(open_page, room)
    _press(page, "Show results and end the vote")
    expect(page.locator("#vote-results")).to_contain_text("Fewer than five votes: not broken down.")
    assert page.locator(".bars").count() == 0


def test_one_press_too_many_does_not_end_a_vote(open_page: OpenPage, make_room: MakeRoom) -> None:
    """While most of the room has not voted, the keys that would end a vote say so first; what a worn clicker sends twice is one press."""
    room = make_room()
    room.go("first_vote")
    room.vote("AABBC")
    room.go("second_vote")
    room.vote("A", 2)
    page = _console(open_page, room)
    _step(page, "Second vote")
    for key in ("PageDown", "PageDown", "r", "r"):
        page.keyboard.press(key)
        _said(page, "1 of 5 have voted. Press again to end this vote for good.")
    assert room.room["vote"]["open"]
    page.wait_for_timeout(700)
    page.keyboard.press("PageDown")
    _step(page, "How the room moved")


def test_what_the_room_sends_waits_for_the_facilitator(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Accepted, put on the screen, parked, dismissed and brought back; markup in it is text."""
    room = make_room()
    person = room.http.post(f"/v1/join/{room.code}", json={}).json()["person"]
    page = _console(open_page, room)
    for text in (HOSTILE, "And if she pays?"):
        room.http.post(f"/v1/join/{room.code}/items", json={"person": person, "kind": "question", "text": text}).raise_for_status()
    expect(page.locator("#waiting li")).to_have_count(2)
    expect(page.locator("#waiting .text").first).to_contain_text("<img src=x")
    page.locator("#waiting li").last.get_by_role("button", name="Accept").click()
    page.locator("#accepted").get_by_role("button", name="Put on the screen").click()
    expect(page.locator("#screen-now")).to_contain_text("And if she pays?")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#screen-what")).to_have_text("the step")
    assert room.room["step"]["kind"] == "join"
    page.locator("#accepted").get_by_role("button", name="Park").click()
    expect(page.locator("#parked .text")).to_have_text("And if she pays?")
    page.locator("#waiting").get_by_role("button", name="Dismiss").click()
    page.get_by_text("Dismissed (1)").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator("#waiting li")).to_have_count(1)
    page.get_by_label("Your own entry").fill("Who keeps the list?")
    _press(page, "Park it")
    expect(page.locator("#parked li")).to_have_count(2)
    expect(page.get_by_label("Your own entry")).to_have_value("")


def test_signs_that_end_a_line_elsewhere_do_not_silence_the_console(open_page: OpenPage, make_room: MakeRoom) -> None:
    """A line separator in a text is a character like any other: what comes in is shown at once, and after a reload."""
    room = make_room()
    page = _console(open_page, room)
    room.do("answers", question="May I\u2028accept a gift from a family?\u2029")
    expect(page.locator("#page-number")).to_contain_text("Page 1 of")
    page.reload()
    expect(page.locator("#page-number")).to_contain_text("Page 1 of")


def test_an_answer_is_looked_at_before_the_room_sees_it(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Whole and page by page here; on the screen only when it is put there, turned by the same keys, and taken off."""
    room = make_room()
    room.go("story")
    page = _console(open_page, room)
    page.get_by_label("A question to both codes").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#page-number")).to_contain_text("Page 1 of")
    answer = room.console["answers"][0]
    pages = len(answer["screen"]["pages"])
    assert pages > 1
    page.get_by_text("The whole answer").click()
    for cited in answer["answer"]["citations"]:
        expect(page.locator("#whole-answer")).to_contain_text(cited["quote"])
    expect(page.locator("#page-number")).to_have_text(f"Page 1 of {pages}")
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("#page-number")).to_have_text(f"Page 2 of {pages}")
    assert room.room["shown"] is None
    page.get_by_role("button", name="Previous page").click()
    _press(page, "Show on the screen")
    expect(page.locator("#page-title")).to_have_text("This page is on the screen")
    assert room.room["shown"]["page"] == 0
    page.locator("#step").click()
    for shown in range(1, pages):
        page.keyboard.press("PageDown")
        expect(page.locator("#page-number")).to_have_text(f"Page {shown + 1} of {pages}")
        assert room.room["shown"]["page"] == shown
    expect(page.locator("#next-title")).to_have_text("take it off the screen")
    page.keyboard.press("PageDown")
    expect(page.locator("#page-title")).to_have_text("As the screen would show it")
    assert room.room["shown"] is None
    assert room.room["step"]["kind"] == "story"


def test_notes_and_clauses_stand_beside_the_case(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Steps with their minutes, notes, and each clause word for word on demand and on the screen."""
    room = make_room()
    page = _console(open_page, room)
    case = room.console["scenarios"][0]
    for text in (*case["facilitator"]["notes"], *(s["text"] for s in case["facilitator"]["steps"])):
        expect(page.locator(".notes")).to_contain_text(text)
    related = case["related"][0]
    entry = page.locator(f"[data-clause='{related['clause_id']}']")
    entry.locator("summary").click()
    text = room.http.get(f"/v1/clauses/{related['clause_id']}").json()["text"]
    expect(entry.locator("blockquote")).to_contain_text(text)
    entry.get_by_role("button").click()
    expect(page.locator("#screen-now")).to_contain_text(text)
    _press(page, "Take it off")
    expect(page.locator("#screen-what")).to_have_text("the step")


def test_notes_that_vote_after_the_twist_say_how(open_page: OpenPage, make_room: MakeRoom) -> None:
    """They are written for any room; where they do not vote then, nothing is said."""
    for case, told in ((GIFT, True), (DAUGHTER, False)):
        page = _console(open_page, make_room(scenarios=[case]))
        expect(page.locator("#notes-order")).to_be_visible(visible=told)


def test_two_consoles_stay_in_step_and_disturb_nobody_who_types(open_page: OpenPage, make_room: MakeRoom) -> None:
    """What one does the other shows at once; text in a field, its place and the focus stay."""
    room = make_room()
    one, other = _console(open_page, room), _console(open_page, room, PHONE)
    field = one.get_by_label("Your own entry")
    field.fill("Half a thought")
    one.keyboard.press("ArrowLeft")
    other.locator("#next").click()
    for page in (one, other):
        _step(page, "Opening questions")
    expect(field).to_be_focused()
    one.keyboard.type("!")
    expect(field).to_have_value("Half a though!t")
    one.locator("#step").click()
    one.keyboard.press("ArrowRight")
    _step(other, "The story")


def test_a_command_for_what_has_passed_is_not_done(open_page: OpenPage, make_room: MakeRoom) -> None:
    """When the room moves between the look and the press, the console shows where it is now, and says so."""
    room = make_room()
    page = _console(open_page, room)

    def moves_first(route: Route) -> None:
        room.go("story")
        route.continue_()

    page.route("**/moves", moves_first, times=1)
    page.locator("#next").click()
    _said(page, "The room had changed in the meantime; nothing was done.")
    _step(page, "The story")
    assert room.room["step"]["kind"] == "story"


def test_a_question_from_the_room_costs_no_press(open_page: OpenPage, make_room: MakeRoom) -> None:
    """An entry changes the room's version too; a command that it crosses is given once more, because its place still holds."""
    room = make_room()
    page = _console(open_page, room)

    def sends_first(route: Route) -> None:
        room.item("And if she pays?")
        route.continue_()

    page.route("**/moves", sends_first, times=1)
    page.locator("#next").click()
    _step(page, "Opening questions")
    expect(page.locator("#said")).to_have_text("")


def test_a_lost_reply_never_moves_the_room_twice(open_page: OpenPage, make_room: MakeRoom) -> None:
    """The command arrived and its reply did not: the console finds out, and shows the step that was reached."""
    room = make_room()
    page = _console(open_page, room)

    def loses_the_reply(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/moves", loses_the_reply, times=1)
    page.locator("#next").click()
    _step(page, "Opening questions")
    page.locator("#next").click()
    _step(page, "The story")
    assert room.room["step"]["kind"] == "story"


def test_without_a_connection_the_room_stays_where_it_is(open_page: OpenPage, make_room: MakeRoom) -> None:
    """It is said, nothing is lost, and the console goes on when the desk is back; without events it asks for the room instead."""
    room = make_room()
    page = open_page(f"{room.url}/live", LAPTOP)
    page.route("**/events", lambda route: route.abort())
    page.goto(f"{room.url}/live/console/{room.id}")
    expect(page.locator("#connection")).to_have_text("connected, slowly")
    room.go("story")
    _step(page, "The story")
    page.route("**/v1/rooms/**", lambda route: route.abort())
    expect(page.locator("#connection")).to_have_text("no connection")
    page.keyboard.press("ArrowRight")
    _said(page, "No connection; the room stays where it is.")
    page.unroute("**/v1/rooms/**")
    page.unroute("**/events")
    expect(page.locator("#connection")).to_have_text("connected")
    page.keyboard.press("ArrowRight")
    _step(page, "What to discuss")
    page.reload()
    _step(page, "What to discuss")


def test_the_screen_that_the_console_opens_can_drive(open_page: OpenPage, make_room: MakeRoom) -> None:
    """It gets the room's id, so that the clicker works wherever the focus is."""
    room = make_room()
    page = _console(open_page, room)
    with page.expect_popup() as opened:
        _press(page, "Open the screen")
    screen = opened.value
    expect(screen.get_by_role("heading", level=1)).to_have_text("Join on your phone")
    assert screen.evaluate("sessionStorage.getItem('ethics-desk-room')") == room.id
    screen.keyboard.press("PageDown")
    _step(page, "Opening questions")


def test_time_that_is_over_is_told_in_words(open_page: OpenPage, make_room: MakeRoom) -> None:
    """This part against its minutes, and all of them together; not by a colour alone."""
    room = make_room()
    room.go("story")
    late = room.console
    for time in late["times"]:
        time["seconds"] = 30 * 60 + 65 if time["part"] == "scenario 1" else 0
    page = open_page(f"{room.url}/live")
    event = f"event: console\ndata: {json.dumps(late)}\n\n"
    page.route("**/events", lambda route: route.fulfill(content_type="text/event-stream", body=event))
    page.goto(f"{room.url}/live/console/{room.id}")
    expect(page.locator("#times")).to_contain_text(re.compile(r"This part\s*31:0\d of 30 min\s*over time by 1:0\d"))
    expect(page.locator("#times")).to_contain_text(re.compile(r"In all, breaks aside\s*31:0\d of 50 min$"))


def test_the_focus_goes_on_when_what_had_it_is_gone(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Through a list of entries by keyboard, and after a vote whose button has done its work."""
    room = make_room()
    person = room.http.post(f"/v1/join/{room.code}", json={}).json()["person"]
    for text in ("One", "Two"):
        room.http.post(f"/v1/join/{room.code}/items", json={"person": person, "kind": "question", "text": text}).raise_for_status()
    room.go("first_vote")
    page = _console(open_page, room)
    page.locator("#waiting li", has_text="One").get_by_role("button", name="Accept").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#waiting li", has_text="Two").get_by_role("button", name="Accept")).to_be_focused()
    page.locator("#results").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#vote-title")).to_be_focused()


def test_an_address_that_phones_cannot_reach_is_told(open_page: OpenPage, make_room: MakeRoom) -> None:
    """The console of a desk on this machine alone warns, and says what to do."""
    page = _console(open_page, make_room())
    expect(page.locator("#loopback")).to_contain_text("ETHICS_DESK_ROOM_URL")


def test_the_end_is_asked_for_twice_and_holds(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Keeping it running does nothing; ending it closes the code and leaves the minutes, and what was stated of the credit."""
    room = make_room()
    page = _console(open_page, room)
    page.get_by_label("approved").check()
    expect(page.locator("#credit")).to_contain_text("approval is approved")
    _press(page, "End the room")
    _press(page, "Keep it running")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert room.http.get(f"/v1/join/{room.code}").status_code == 200
    _press(page, "End the room")
    page.get_by_role("dialog").get_by_role("button", name="End the room").click()
    _ended(page)
    expect(page.get_by_role("button", name="PDF")).to_be_visible()
    expect(page.locator("#next")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    _ended(page)
    assert room.http.get(f"/v1/join/{room.code}").status_code == 404


def test_the_minutes_are_saved_in_each_format(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Also while the room runs; and the votes as a table."""
    room = make_room()
    page = _console(open_page, room)
    for name, suffix in (("PDF", "pdf"), ("Word (DOCX)", "docx"), ("Markdown", "md"), ("Votes (CSV)", "csv")):
        with page.expect_download() as saved:
            _press(page, name)
        assert saved.value.suggested_filename.endswith(f".{suffix}")
        _said(page, f"{name}: see your downloads.")


def _states(room: LiveRoom) -> list[tuple[str, Callable[[], object]]]:
    return [
        ("joining", lambda: None),
        ("story", lambda: room.go("story")),
        ("vote", lambda: (room.go("first_vote"), room.vote("AABBCDA"))),
        ("results", lambda: room.do("results", scenario=0, round=1)),
        ("clause", lambda: room.go("clause")),
        ("answer", lambda: room.do("answers", question=QUESTION)),
        ("answer-shown", lambda: room.do("screen", show={"kind": "answer", "id": room.console["answers"][0]["id"], "page": 0})),
        ("break", lambda: room.do("pause", paused=True)),
        ("movement", lambda: (room.go("second_vote"), room.vote("ABBCCDD", 2), room.go("movement"))),
        ("twist", lambda: room.go("twist")),
        ("end", lambda: room.go("end")),
        ("ended", lambda: room.do("end")),
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", LAPTOP), ("dark", PHONE)])
def test_every_state_is_accessible(open_page: OpenPage, make_room: MakeRoom, scheme: str, size: ViewportSize) -> None:
    """No finding of axe-core and nothing wider than the page, on a laptop and a phone, light and dark."""
    room = make_room(title=f"Ethics hour {HOSTILE}")
    page = _console(open_page, room, size, color_scheme=scheme, reduced_motion="reduce")
    for text, kind in (("And if she pays?", "question"), ("A template for the talk", "parking")):
        room.item(text, kind)
    for name, act in _states(room):
        act()
        at = room.room
        expect(page.locator("#where")).to_contain_text(f"Step {at['step']['index'] + 1} of")
        page.wait_for_function("v => document.title.includes('Console') && !document.querySelector('.lost')", arg=at["version"])
        assert axe_findings(page) == [], name
        assert not page.evaluate(OVERFLOW), name
        shot(page, f"console-{name}-{scheme}-{size['width']}")
