"""A live room as it is followed: over real connections, by many, across processes and restarts."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.api.app import create_app
from assistant.api.rooms.watch import Snapshot
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.rooms import vote
from tests.assistant.api.conftest import MakeDesk, served, wait_until
from tests.assistant.api.desk_process import DeskProcess
from tests.assistant.api.live_room import GIFT
from tests.assistant.room.rooms import room as new_room

pytestmark = pytest.mark.slow
Told = list[tuple[str, Any]]


@pytest.fixture
def data(assistant: Assistant, settings: Settings, tmp_path: Path) -> Path:
    """A data folder with the index, for processes that serve."""
    return Path(shutil.copytree(settings.data, tmp_path / "data"))


@contextmanager
def following(url: str) -> Iterator[Told]:
    """What a stream tells, as it comes."""
    told: Told = []
    client = httpx.Client(timeout=30, verify=False)  # noqa: S501 - no TLS on loopback

    def read() -> None:
        name = ""
        try:
            with client.stream("GET", url) as reply:
                for line in reply.iter_lines():
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: "):
                        told.append((name, json.loads(line[6:])))
        except httpx.TransportError:
            told.append(("lost", None))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    wait_until(lambda: len(told) > 0)
    yield told
    thread.join(10)
    client.close()


def made(client: httpx.Client) -> dict[str, Any]:
    """A new room."""
    room: dict[str, Any] = client.post("/v1/rooms", json={"scenarios": [GIFT]}).raise_for_status().json()
    return room


def test_followers_are_told_of_each_change_and_of_the_end(make_desk: MakeDesk) -> None:
    """The room's version grows from event to event; the numbers come to those who want them."""
    with served(create_app(make_desk())) as url, httpx.Client(base_url=url) as client:
        room = made(client)
        code, path = room["room"]["code"], f"/v1/rooms/{room['id']}"
        events = f"{url}/v1/join/{code}/events"
        with following(events) as phone, following(f"{events}?counts=true") as screen, following(f"{url}{path}/events") as console:
            client.post(f"/v1/join/{code}", json={}).raise_for_status()
            wait_until(lambda: ("counts", {"people": 1, "votes": 0}) in screen)
            client.post(f"{path}/moves", json={"seen": 1, "to": 4}).raise_for_status()
            for told in (phone, screen, console):
                wait_until(lambda told=told: len([name for name, _ in told if name != "counts"]) == 2)  # type: ignore[misc]
            client.post(f"{path}/end", json={}).raise_for_status()
            for told in (phone, screen, console):
                wait_until(lambda told=told: told[-1][0] == "ended")  # type: ignore[misc]
        assert [name for name, _ in phone] == ["room", "room", "room", "ended"]
        assert [data["version"] for name, data in phone if name == "room"] == [1, 2, 3]
        assert {name for name, _ in console} == {"console", "counts", "ended"}
        assert console[0][1]["scenarios"][0]["facilitator"]["notes"]


def test_phones_are_not_told_of_what_only_the_facilitator_sees(make_desk: MakeDesk) -> None:
    """An entry that waits comes to the console, and gives the screen its version; the phones hear of it when it is accepted."""
    with served(create_app(make_desk())) as url, httpx.Client(base_url=url) as client:
        room = made(client)
        code, path = room["room"]["code"], f"/v1/rooms/{room['id']}"
        events = f"{url}/v1/join/{code}/events"
        with following(events) as phone, following(f"{events}?counts=true") as screen, following(f"{url}{path}/events") as console:
            person = client.post(f"/v1/join/{code}", json={}).raise_for_status().json()["person"]
            entry = {"person": person, "kind": "question", "text": "May she?"}
            client.post(f"/v1/join/{code}/items", json=entry).raise_for_status()
            wait_until(lambda: [i["text"] for name, c in console if name == "console" for i in c["items"]] == ["May she?"])
            wait_until(lambda: [r["version"] for name, r in screen if name == "room"] == [1, 2])
            (item,) = console[-1][1]["items"] if console[-1][0] == "console" else client.get(path).json()["items"]
            client.post(f"{path}/items/{item['id']}", json={"state": "accepted"}).raise_for_status()
            wait_until(lambda: len(phone) == 2)
            client.post(f"{path}/end", json={}).raise_for_status()
        assert [r["version"] for name, r in phone if name == "room"] == [1, 3, 4]


def test_nobody_begins_to_follow_once_the_end_was_told(make_desk: MakeDesk) -> None:
    """A request that was under way at that moment gets no stream that would keep the process from ending."""
    desk = make_desk()
    desk.rooms.store.add(new_room())

    async def followed() -> list[Snapshot]:
        desk.rooms.stop()
        async with asyncio.timeout(5):
            return [snapshot async for snapshot in desk.rooms.follow("room_1")]

    assert asyncio.run(followed()) == []
    desk.close()


def test_three_hundred_phones_lose_and_double_no_vote(data: Path) -> None:
    """Each follows the room, votes and sends its vote twice; screen and phones are told exactly what was voted.

    How long it takes is measured by `python -m evals.rooms`.
    """
    with DeskProcess(data) as desk:
        outcome = asyncio.run(vote(desk.url, 300, 3.0))
    assert outcome.exact, outcome
    assert sum(outcome.shown.values()) == 300
    assert len(outcome.phones) == 300


def test_a_room_goes_on_where_it_was_after_a_crash(data: Path) -> None:
    """The process is killed in the middle of a vote; the step, the votes that were kept and the phones' names are all there again."""
    with DeskProcess(data) as desk:
        room = made(desk.client)
        code, path = room["room"]["code"], f"/v1/rooms/{room['id']}"
        people = [desk.client.post(f"/v1/join/{code}", json={}).json()["person"] for _ in range(6)]
        voting = desk.client.post(f"{path}/moves", json={"seen": 1, "to": 4}).raise_for_status().json()
        options = [o["id"] for o in voting["room"]["case"]["options"]]
        votes = [{"person": p, "scenario": 0, "round": 1, "option": options[n % 2]} for n, p in enumerate(people)]
        for body in votes[:4]:
            desk.client.post(f"/v1/join/{code}/votes", json=body).raise_for_status()
        desk.process.send_signal(signal.SIGKILL)
        desk.ended()
        desk.start()
        desk.wait_until_ready()
        again = desk.client.get(path).raise_for_status().json()
        assert again["room"] == voting["room"]
        assert again["counts"] == {"people": 6, "votes": 4}
        for body in votes:
            assert desk.client.post(f"/v1/join/{code}/votes", json=body).json()["option"] == body["option"]
        shown = desk.client.post(f"{path}/results", json={"seen": 2, "scenario": 0, "round": 1}).raise_for_status().json()
        assert [*shown["room"]["results"][0]["counts"].values()][:2] == [3, 3]


def test_processes_side_by_side_show_one_room(data: Path) -> None:
    """Whichever process a phone talks to, it is told of what another one has changed; a signal ends the streams."""
    with DeskProcess(data, ETHICS_DESK_API_WORKERS="2") as desk:
        wait_until(lambda: {desk.client.post("/v1/rooms", json={"scenarios": [GIFT]}).status_code for _ in range(8)} == {201}, 60)
        room = made(desk.client)
        code, path = room["room"]["code"], f"/v1/rooms/{room['id']}"
        urls = [f"{desk.url}/v1/join/{code}/events"] * 6
        with following(urls[0]) as one, following(urls[1]) as two, following(urls[2]) as three, following(urls[3]) as four:
            desk.client.post(f"{path}/moves", json={"seen": 1, "to": 2}).raise_for_status()
            for told in (one, two, three, four):
                wait_until(lambda told=told: told[-1][1]["step"]["kind"] == "story")  # type: ignore[misc]
            desk.process.send_signal(signal.SIGTERM)
            assert desk.ended(20) == 0
