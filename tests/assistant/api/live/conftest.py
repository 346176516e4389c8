"""Live rooms for the pages: a real server over the small corpus, and rooms that a test drives over the API as the console does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import served
from tests.browsing import browser, needs_browser, open_page

__all__ = ["browser", "open_page"]
DAUGHTER, GIFT = "a-daughter-on-the-phone", "gift-from-a-grateful-family"
MakeRoom = Callable[..., "LiveRoom"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a page is slow, and needs a browser."""
    needs_browser([i for i in items if "browser" in getattr(i, "fixturenames", ())], Path(__file__).parent)


class LiveRoom:
    """A room on a real server; what a facilitator does is done at the version that the room has."""

    def __init__(self, url: str, **wanted: Any) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=20)
        made = self.http.post("/v1/rooms", json={"scenarios": [DAUGHTER], "title": "Ethics hour", **wanted}).raise_for_status().json()
        self.id: str = made["id"]
        self.code: str = made["room"]["code"]
        self.plan: list[dict[str, Any]] = made["plan"]
        self.people: list[str] = []

    @property
    def console(self) -> dict[str, Any]:
        """The room as its facilitator sees it."""
        seen: dict[str, Any] = self.http.get(f"/v1/rooms/{self.id}").raise_for_status().json()
        return seen

    @property
    def room(self) -> dict[str, Any]:
        """The room as everybody sees it."""
        seen: dict[str, Any] = self.console["room"]
        return seen

    def do(self, what: str, **body: Any) -> dict[str, Any]:
        """One thing that a facilitator does."""
        seen = {} if what.startswith(("items", "end", "answers")) else {"seen": self.room["version"]}
        done: dict[str, Any] = self.http.post(f"/v1/rooms/{self.id}/{what}", json=seen | body).raise_for_status().json()
        return done

    def go(self, kind: str, scenario: int | None = 0, nth: int = 0) -> None:
        """To a step of this kind; before the first case and after the last one, `scenario` counts for nothing."""
        found = [s["index"] for s in self.plan if s["kind"] == kind and s["scenario"] in (scenario, None)]
        self.do("moves", to=found[nth])

    def vote(self, votes: str, round: int = 1, scenario: int = 0) -> None:
        """Votes by letter, such as "AABC"; each by somebody else, who is the same in both rounds."""
        options = {o["letter"]: o["id"] for o in self.room["case"]["options"]}
        while len(self.people) < len(votes):
            self.people.append(self.http.post(f"/v1/join/{self.code}", json={}).raise_for_status().json()["person"])
        for person, letter in zip(self.people, votes, strict=False):
            cast = {"person": person, "scenario": scenario, "round": round, "option": options[letter]}
            self.http.post(f"/v1/join/{self.code}/votes", json=cast).raise_for_status()

    def item(self, text: str, kind: str = "question") -> str:
        """Something that the facilitator adds; its id."""
        made: str = self.do("items", kind=kind, text=text)["items"][-1]["id"]
        return made


@pytest.fixture(scope="module")
def live_url(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a desk over the small corpus."""
    # A test that walks through every room asks more than a person would.
    settings = Settings(data=tmp_path_factory.mktemp("live"), api_rate="100000/minute")
    with served(create_app(open_desk(settings, lambda: small_assistant))) as url:
        yield url


@pytest.fixture
def make_room(live_url: str) -> Iterator[MakeRoom]:
    """Makes a room: `make_room(scenarios=[…])`."""
    rooms: list[LiveRoom] = []

    def make(**wanted: Any) -> LiveRoom:
        rooms.append(LiveRoom(live_url, **wanted))
        return rooms[-1]

    yield make
    for room in rooms:
        room.http.close()
