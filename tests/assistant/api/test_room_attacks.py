"""What somebody in a room, or near it, may try; docs/security.md tells the outcomes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from starlette.testclient import TestClient

from assistant.api.rooms.guesses import Guesses
from assistant.api.rooms.shares import Shares
from assistant.errors import RoomFull, TooManyRequests, UnknownRoom
from tests.assistant.api.live_room import GIFT, RoomDriver

ADDRESS, ANOTHER = "192.0.2.7", "192.0.2.8"


@pytest.fixture
def driver(client: TestClient) -> RoomDriver:
    """A new room."""
    return RoomDriver(client, scenarios=[GIFT])


# Who drives


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9000"},
        {"Host": "elsewhere.example"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Content-Type": "text/plain"},
    ],
    ids=lambda headers: "".join(headers.values()),
)
def test_nobody_but_somebody_on_this_machine_drives_without_a_key(driver: RoomDriver, headers: dict[str, str]) -> None:
    """Not a page elsewhere, a name that was rebound, what comes by a proxy, nor a form; and the room stays where it was."""
    body = json.dumps({"seen": 1, "to": 1})
    for what, sent in (("moves", body), ("end", "{}")):
        reply = driver.client.post(f"{driver.path}/{what}", content=sent, headers={"Content-Type": "application/json", **headers})
        assert reply.status_code in (401, 403, 415)
    assert (driver.look()["room"]["version"], driver.room["ended"]) == (1, False)


def test_a_phones_name_is_no_key_and_a_code_no_id(driver: RoomDriver) -> None:
    """What everybody in the room has opens nothing that drives it, by no way of writing the address."""
    (person,) = driver.join(1)
    for headers in ({"Authorization": f"Bearer {person}"}, {"X-API-Key": person}):
        asked = driver.client.get("/v1/rooms", headers={**headers, "Host": "192.0.2.1"})
        assert asked.status_code == 401
    for path in (f"/v1/rooms/{driver.code}", f"{driver.join_path}/moves", f"{driver.join_path}/%2e%2e/{driver.console['id']}/moves"):
        assert driver.client.post(path, json={"seen": 1, "to": 1}).status_code in (404, 405, 422)
    assert driver.look()["room"]["version"] == 1


# Codes


def test_whoever_is_in_the_room_is_not_stopped_with_those_who_guess(driver: RoomDriver) -> None:
    """Phones behind one address look and vote on, by their names; a made-up name opens nothing, whether the code is right or not."""
    (person,) = driver.join(1)
    driver.go("first_vote")
    for _ in range(30):
        driver.client.get("/v1/join/BBBBBB")
    own = {"X-Room-Person": person}
    option = driver.console["scenarios"][0]["options"][0]["id"]
    body = {"person": person, "scenario": 0, "round": 1, "option": option}
    assert driver.client.get(driver.join_path, headers=own).status_code == 200
    assert driver.client.post(f"{driver.join_path}/votes", json=body, headers=own).status_code == 200
    assert driver.client.get("/v1/join/BBBBBB", headers=own).status_code == 429
    for made_up in ("A" * 22, "", "x", "é"):
        for path in (driver.join_path, "/v1/join/BBBBBB"):
            refused = driver.client.get(path, headers={"X-Room-Person": made_up.encode()})
            assert (refused.status_code, refused.json()["type"]) == (429, "urn:ethics-desk:problem:too-many-requests")


def test_what_is_no_code_is_no_guess(driver: RoomDriver) -> None:
    """So that nobody stops a room by typing anything."""
    for number in range(40):
        assert driver.client.get(f"/v1/join/{number}").status_code == 404
    assert driver.client.get(driver.join_path).status_code == 200


def test_each_process_looks_up_its_share_of_wrong_codes() -> None:
    """Thirty of an address in a minute, however many processes serve."""
    guesses = Guesses(workers=3)
    for _ in range(10):
        assert not guesses.too_many(ADDRESS)
        with pytest.raises(UnknownRoom), guesses.counted(ADDRESS):
            raise UnknownRoom("", "")
    assert guesses.too_many(ADDRESS)
    assert not guesses.too_many(ANOTHER)


# What people send


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u2060", "\u00ad", "\u202e", "\ufeff", "\x07"])
def test_what_cannot_be_seen_neither_hides_a_name_nor_turns_a_screen_about(driver: RoomDriver, hidden: str) -> None:
    """Names and numbers that are cut up by hidden characters are masked, and of those nothing reaches a page."""
    (person,) = driver.join(1)
    text = f"What if Mrs. Al{hidden}varez calls me at 555{hidden}-201-7{hidden}788?"
    body = {"person": person, "kind": "question", "text": text}
    assert driver.client.post(f"{driver.join_path}/items", json=body).status_code == 202
    (item,) = driver.look()["items"]
    assert item["text"] == "What if Mrs. [name] calls me at [phone]?"


@pytest.mark.parametrize("nothing", ["", " ", "\u200b\u202e", "\n\u2028\n"])
def test_a_text_without_anything_to_read_is_refused(driver: RoomDriver, nothing: str) -> None:
    """By a problem that names the field."""
    (person,) = driver.join(1)
    refused = driver.client.post(f"{driver.join_path}/items", json={"person": person, "kind": "question", "text": nothing})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/text"


def test_a_text_comes_in_one_line(driver: RoomDriver) -> None:
    """Line ends of any kind could be read as several entries, or as the end of an event."""
    (person,) = driver.join(1)
    text = "One\r\n\r\nevent: ended\ndata: {}\u2028two\u2029three\x85four"
    assert driver.client.post(f"{driver.join_path}/items", json={"person": person, "kind": "parking", "text": text}).status_code == 202
    (item,) = driver.look()["items"]
    assert item["text"] == "One event: ended data: {} two three four"


# Much at once


def test_one_device_does_not_fill_a_room_nor_the_facilitators_list() -> None:
    """Of one address half of a room's people may be, as many entries in a minute as anybody reads, and others are not kept out by it."""
    shares = Shares()
    for _ in range(500):
        shares.join("room_1", ADDRESS)
    with pytest.raises(RoomFull):
        shares.join("room_1", ADDRESS)
    shares.join("room_1", ANOTHER)
    shares.join("room_2", ADDRESS)
    for _ in range(120):
        shares.send("room_1", ADDRESS)
    with pytest.raises(TooManyRequests):
        shares.send("room_1", ADDRESS)
    shares.send("room_1", ANOTHER)


def test_one_device_does_not_take_the_time_of_all() -> None:
    """Three hundred phones at one address may ask every two seconds; more is refused unread."""
    shares = Shares()
    for _ in range(12_000):
        shares.come(ADDRESS)
    with pytest.raises(TooManyRequests):
        shares.come(ADDRESS)
    shares.come(ANOTHER)


def test_one_device_does_not_hold_all_connections() -> None:
    """A stream that ends, or was never read, makes room for another."""

    async def chunks() -> AsyncGenerator[bytes, None]:
        yield b"one"
        yield b"two"

    async def follow_many() -> None:
        shares = Shares()
        open_ones = [shares.follow(ADDRESS, chunks()) for _ in range(400)]
        assert [await anext(stream) for stream in open_ones] == [b"one"] * 400
        with pytest.raises(TooManyRequests):
            shares.follow(ADDRESS, chunks())
        async with aclosing(shares.follow(ANOTHER, chunks())) as other:
            assert [chunk async for chunk in other] == [b"one", b"two"]
        await open_ones.pop().aclose()
        open_ones.append(shares.follow(ADDRESS, chunks()))
        for stream in open_ones:
            await stream.aclose()

    asyncio.run(follow_many())
