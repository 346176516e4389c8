"""A whole discussion in real browsers: console, projector and six phones at once, over a desk that is killed in the middle."""

from __future__ import annotations

import csv
import io
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.desk_process import DeskProcess
from tests.assistant.api.live.conftest import DAUGHTER
from tests.browsing import PHONE, shot

OpenPage = Callable[..., Page]
PHONES = 6
MOST_PRESSES = 40
FIRST, SECOND = (0, 0, 1, 1, 2, 2), (0, 1, 1, 1, 1, 2)
"""What each phone chooses in the two votes, by the option's place."""


@pytest.fixture
def desk(assistant: Assistant, settings: Settings, tmp_path: Path) -> Iterator[DeskProcess]:
    """The desk in a process of its own, over the real index."""
    with DeskProcess(Path(shutil.copytree(settings.data, tmp_path / "data")), ETHICS_DESK_API_RATE="100000/minute") as desk:
        yield desk


class Hall:
    """Everybody who is there."""

    def __init__(self, open_page: OpenPage, desk: DeskProcess) -> None:
        self._desk = desk
        self.console = open_page(f"{desk.url}/live")
        case = desk.client.get(f"/v1/scenarios/{DAUGHTER}").json()
        self.console.get_by_label(case["title"], exact=True).check()
        self.console.get_by_label("Title of the room").fill("Ethics hour")
        self.console.get_by_role("button", name="Make the room").click()
        self.console.wait_for_url("**/live/console/*")
        self.path = f"/v1/rooms/{self.console.url.rsplit('/', 1)[-1]}"
        self.code: str = self.told["room"]["code"]
        with self.console.expect_popup() as opened:
            self.console.get_by_role("button", name="Open the screen").click()
        self.screen = opened.value
        self.screen.set_viewport_size({"width": 1920, "height": 1080})
        self.phones = [self._joined(open_page) for _ in range(PHONES)]

    def _joined(self, open_page: OpenPage) -> Page:
        phone = open_page(f"{self._desk.url}/join", PHONE)
        phone.get_by_role("textbox").fill(self.code.lower())
        phone.keyboard.press("Enter")
        phone.wait_for_url(f"**/join/{self.code}")
        return phone

    @property
    def told(self) -> dict[str, Any]:
        """The room as the desk has it."""
        told: dict[str, Any] = self._desk.client.get(self.path).raise_for_status().json()
        return told

    def everywhere(self, kind: str) -> None:
        """With the clicker, forward to the next step of a kind; console, screen and phones all come along."""
        for _ in range(MOST_PRESSES):
            if self.told["room"]["step"]["kind"] == kind:
                break
            self.screen.keyboard.press("PageDown")
            # As a person does: who sees nothing happen presses again.
            self.screen.wait_for_timeout(700)
        step = self.told["room"]["step"]
        expect(self.console.locator("#step")).to_have_text(step["title"])

    def vote(self, choices: tuple[int, ...]) -> None:
        """Each phone votes; each is told that its vote is kept."""
        for phone, choice in zip(self.phones, choices, strict=True):
            phone.get_by_role("radio").nth(choice).check()
            phone.get_by_role("button", name="Vote").click()
            expect(phone.get_by_text(f"You chose {'ABCD'[choice]}:")).to_be_visible()


def test_a_whole_discussion(open_page: OpenPage, desk: DeskProcess) -> None:
    """From the start page to the minutes, by clicks, keys and taps alone; what everybody sees is held against what was done."""
    hall = Hall(open_page, desk)
    expect(hall.screen.get_by_text(f"{PHONES} people are here.")).to_be_visible()
    _vote_twice_around_a_crash(hall, desk)
    _ask_and_show(hall)
    hall.everywhere("closing")
    expect(hall.screen.get_by_text("Have you ever contacted the CCM Commission")).to_be_visible()
    _end(hall)
    for phone in hall.phones:
        expect(phone.get_by_role("heading", level=1)).to_have_text("The room has ended")
    assert desk.status(f"/v1/join/{hall.code}") == 404
    _read_what_is_left(hall)


def _vote_twice_around_a_crash(hall: Hall, desk: DeskProcess) -> None:
    hall.everywhere("first_vote")
    hall.vote(FIRST)
    expect(hall.screen.locator(".voted")).to_contain_text(f"{PHONES}of {PHONES} have voted")
    hall.everywhere("clause")
    clause = hall.told["room"]["clause"]
    for page in (hall.screen, *hall.phones):
        expect(page.get_by_text(clause["text"]).first).to_be_visible()
    desk.process.send_signal(signal.SIGKILL)
    desk.ended()
    expect(hall.screen.get_by_text(clause["text"]).first).to_be_visible()
    desk.start()
    desk.wait_until_ready()
    assert hall.told["room"]["clause"] == clause
    hall.everywhere("second_vote")
    for phone in hall.phones:
        expect(phone.get_by_text("In the first vote you chose")).to_be_visible()
    hall.vote(SECOND)
    hall.everywhere("movement")
    results = hall.told["room"]["results"]
    for result, choices in zip(results, (FIRST, SECOND), strict=True):
        assert [*result["counts"].values()] == [choices.count(n) for n in range(len(result["counts"]))]
    assert hall.told["room"]["movement"] == {"both": PHONES, "changed": 2}
    expect(hall.screen.get_by_role("heading", level=1)).to_have_text("How the room moved")
    shot(hall.screen, "whole-room-movement")


def _ask_and_show(hall: Hall) -> None:
    phone = hall.phones[0]
    phone.get_by_label("Your words").fill("May the daughter see the notes?")
    phone.get_by_role("button", name="Send").click()
    waiting = hall.console.locator("#waiting li")
    expect(waiting).to_contain_text("May the daughter see the notes?")
    waiting.get_by_role("button", name="Accept").click()
    expect(phone.get_by_text("May the daughter see the notes?")).to_be_visible()
    hall.console.locator("#accepted li").get_by_role("button", name="Ask the desk").click()
    expect(hall.console.locator("#page-number")).to_contain_text("Page 1 of")
    assert hall.told["room"]["shown"] is None
    hall.console.get_by_role("button", name="Show on the screen").click()
    expect(hall.screen.get_by_text("May the daughter see the notes?").first).to_be_visible()
    shot(hall.screen, "whole-room-answer")
    shot(hall.console, "whole-room-console")
    shot(phone, "whole-room-phone")


def _end(hall: Hall) -> None:
    hall.console.get_by_role("button", name="End the room").click()
    hall.console.get_by_role("dialog").get_by_role("button", name="End the room").click()
    expect(hall.console.get_by_role("button", name="PDF")).to_be_visible()


def _read_what_is_left(hall: Hall) -> None:
    minutes = "\n".join(page.extract_text() for page in PdfReader(_saved(hall, "PDF")).pages)
    words = " ".join(minutes.split())
    for told in ("Ethics hour", "A daughter on the phone", "May the daughter see the notes?", "approval is (pending or approved)"):
        assert told in words
    rows = [*csv.DictReader(io.StringIO(_saved(hall, "Votes (CSV)").read_text(encoding="utf-8-sig")))]
    counts = [int(row["votes"]) for row in rows]
    half = len(counts) // 2
    assert counts[:half] == [FIRST.count(n) for n in range(half)]
    assert counts[half:] == [SECOND.count(n) for n in range(half)]


def _saved(hall: Hall, name: str) -> Path:
    with hall.console.expect_download() as saving:
        hall.console.get_by_role("button", name=name).click()
    saved: Download = saving.value
    return Path(saved.path())
