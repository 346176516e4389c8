"""Many at once, clients that vanish, and requests by the hundred: all are answered or sent away, and nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import struct
import threading
from collections import Counter
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.serve import server_config
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import MakeDesk, opened, served, wait_until
from tests.assistant.api.raw import connected, post
from tests.assistant.endless import Endless

STREAMS = 200
POOLED = 40
"""Threads that the server keeps for the next request, at most (anyio's limit), and more than the files that its database's pool
keeps open: a burst may fill the pools, and no number of bursts may take more."""
RESET = struct.pack("ii", 1, 0)
"""Closes a connection without a goodbye."""


def held() -> tuple[int, int]:
    """Threads and open files of this process."""
    return threading.active_count(), len(os.listdir("/proc/self/fd"))


def settled(before: tuple[int, int]) -> bool:
    """Whether no more threads and files are held than before."""
    threads, files = held()
    return threads <= before[0] and files <= before[1]


async def streamed(client: httpx.AsyncClient, number: int) -> str:
    """How one stream went."""
    response = await client.post("/v1/ask/stream", json={"question": f"What does NACM {number % 28 + 1} say?"})
    if response.status_code == 200:
        return "answered" if "event: done\n" in response.text else "broken off"
    return f"{response.status_code}, come again" if response.headers.get("retry-after") else str(response.status_code)


async def streams(address: str, count: int) -> Counter[str]:
    """So many streams at once."""
    limits = httpx.Limits(max_connections=count)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        return Counter(await asyncio.gather(*(streamed(client, n) for n in range(count))))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux tells them")
def test_200_streams_at_once_end_well_and_leave_nothing(make_desk: MakeDesk) -> None:
    """Each is answered whole, or sent away with a time to come again; afterwards no more is held than the pools keep."""
    desk = make_desk(api_rate="1000000/second")
    app = create_app(desk)
    with served(app, server_config(app, Settings())) as address:
        asyncio.run(streams(address, 50))
        threads, files = held()
        for _ in range(3):
            went = asyncio.run(streams(address, STREAMS))
            assert set(went) <= {"answered", "503, come again"}
            assert sum(went.values()) == STREAMS
            assert went["answered"] > 0
        wait_until(lambda: settled((threads + POOLED, files + POOLED)))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux tells them")
def test_clients_that_vanish_make_room_for_the_next(small_assistant: Assistant, make_desk: MakeDesk) -> None:
    """With room for one question only, each of thirty finds it free, because the work for the one before has stopped."""
    endless = Endless(small_assistant)
    with served(create_app(make_desk(endless, api_at_once=1, api_rate="1000000/second"))) as address:
        before = (0, 0)
        for number in range(30):
            with connected(address) as connection:
                connection.sendall(post("/v1/ask/stream", body=b'{"question": "Go on."}'))
                assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            if number == 9:
                wait_until(endless.stopped.is_set)
                before = held()
        answered = httpx.post(f"{address}/v1/ask", json={"question": "What does NACM 7 say?"}, timeout=30)
        assert answered.status_code == 200
        wait_until(lambda: settled((before[0] + 1, before[1])))


def every_kind(client: TestClient, number: int) -> None:
    """One request of each kind, with words that did not come before; of keys, which are remembered for ten seconds, twenty take turns."""
    asked = {"question": f"What does NACM {number % 28 + 1} say about case {number}?"}
    client.post("/v1/ask", json=asked)
    client.post("/v1/ask/stream", json=asked)
    client.post("/v1/ask", json=asked, headers={"Authorization": f"Bearer word-{number % 20}", "X-Request-ID": f"id-{number}"})
    client.post("/v1/ask", content=b"{")
    client.get(f"/v1/clauses/NO-{number}")
    client.get(f"/nothing/{number}")
    client.get("/v1/search", params={"q": f"gift {number}"})
    client.post("/v1/feedback", json={"answer_id": f"ans_{number}", "thumb": "up"})


@pytest.mark.slow
def test_requests_by_the_hundred_leave_nothing_in_memory(make_desk: MakeDesk) -> None:
    """Of each request far less than one object stays."""
    with opened(create_app(make_desk(api_rate="1000000/second"))) as client:
        for number in range(60):
            every_kind(client, number)
        gc.collect()
        before = len(gc.get_objects())
        for number in range(60, 160):
            every_kind(client, number)
        gc.collect()
        grown = len(gc.get_objects()) - before
    assert grown < 400, f"{grown} objects more after 800 requests"
