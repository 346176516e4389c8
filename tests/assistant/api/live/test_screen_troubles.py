"""The projector's page where the desk is slow, does not answer, or has changed: the clicker works, and the picture is the room's."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.assistant.api.live.conftest import LiveRoom, MakeRoom

OpenPage = Callable[..., Page]
STAND_IN = """
  sessionStorage.setItem("ethics-desk-room", "%s");
  const real = window.fetch;
  window.fetch = (url, given = {}) => (window.standIn && window.standIn(String(url), given)) || real(url, given);
"""
"""Lets a test answer some of the page's requests in the desk's place: those for which `standIn` gives something."""


def _screen(open_page: OpenPage, room: LiveRoom, script: str = "") -> Page:
    page = open_page(f"{room.url}/live/screen/{room.code}", before=STAND_IN % room.id + script, reduced_motion="reduce")
    _title(page, "Join on your phone")
    return page


def _title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_question_from_the_room_keeps_no_key_from_its_effect(open_page: OpenPage, make_room: MakeRoom) -> None:
    """It changes the version of the room as everything does; the key was meant for the step, which is the same."""
    room = make_room()
    page = _screen(open_page, room)
    page.route("**/events?counts=true", lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    room.item("What of the nephew?")
    page.keyboard.press("PageDown")
    _title(page, "Opening questions")
    assert room.room["step"]["kind"] == "opening"


def test_a_key_that_got_no_answer_leaves_the_next_one_its_effect(open_page: OpenPage, make_room: MakeRoom) -> None:
    """A network that swallows a request is waited for as long as people wait, and no longer."""
    room = make_room()
    page = _screen(
        open_page,
        room,
        """
        AbortSignal.timeout = () => { const c = new AbortController(); setTimeout(() => c.abort(), 300); return c.signal; };
        window.swallowed = 0;
        window.standIn = (url, { method, signal }) => method === "POST" && !window.swallowed && (window.swallowed += 1)
          && new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("late"))));
        """,
    )
    page.keyboard.press("PageDown")
    page.wait_for_function("window.swallowed === 1")
    page.wait_for_timeout(1000)
    page.keyboard.press("PageDown")
    _title(page, "Opening questions")


def test_a_desk_that_is_being_started_is_asked_again_who_may_drive(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Its first answer says nothing of whose room it is."""
    room = make_room()
    page = _screen(
        open_page,
        room,
        """
        window.asked = 0;
        window.standIn = (url) => url.startsWith("/v1/rooms/") && !window.asked && (window.asked += 1)
          && Promise.resolve(new Response("", { status: 503 }));
        """,
    )
    page.wait_for_function("window.asked === 1")
    page.keyboard.press("PageDown")
    _title(page, "Opening questions")


def test_somebody_who_tries_out_codes_in_its_network_does_not_stop_the_screen(open_page: OpenPage, make_room: MakeRoom) -> None:
    """Its events come as before, so that it neither loses them nor says that there is no connection."""
    room = make_room()
    page = _screen(open_page, room)
    page.evaluate(
        """() => {
        window.refused = 0;
        window.standIn = (url) => url.startsWith("/v1/join/") && (window.refused += 1)
          && Promise.resolve(new Response("", { status: 429 }));
        window.dispatchEvent(new Event("online"));
        }"""
    )
    page.wait_for_function("window.refused === 1")
    page.route("**/events?counts=true", lambda route: route.abort())
    room.go("opening")
    _title(page, "Opening questions")
    expect(page.locator("#mark")).to_have_text("")
