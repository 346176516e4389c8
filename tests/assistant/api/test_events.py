"""Events over the wire: heartbeats in the silence, an end when the client goes, and nothing that was not verified."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
import pytest
from fastapi.sse import KEEPALIVE_COMMENT

from assistant.api.app import create_app
from assistant.api.events import with_heartbeats
from assistant.events import Writing
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.wiring import with_model
from tests.assistant.api.conftest import MakeDesk, opened, served, wait_until
from tests.assistant.api.test_ask import events
from tests.assistant.endless import Endless
from tests.assistant.scripted import output, statement
from tests.fakes import ScriptedChatModel

ASK = {"question": "My coworker has been drinking at work. What does the code ask of me?"}
STREAMS = {
    "/v1/ask/stream": {"question": "Go on."},
    "/v1/chat/completions": {"model": "ethics-desk", "stream": True, "messages": [{"role": "user", "content": "Go on."}]},
}
TRUE = statement("NACM asks you to urge any colleague who appears impaired to seek help.", "NACM-21")
FALSE = statement("NACM 21 requires you to report your colleague to the police.", "NACM-21")


def test_a_silence_is_filled_with_comments() -> None:
    """A heartbeat for each interval in which nothing comes, and every chunk in its place."""

    async def slow() -> AsyncGenerator[bytes, None]:
        yield b"one"
        await asyncio.sleep(0.25)
        yield b"two"

    async def run() -> list[bytes]:
        return [chunk async for chunk in with_heartbeats(slow(), seconds=0.1)]

    assert asyncio.run(run()) == [b"one", KEEPALIVE_COMMENT, KEEPALIVE_COMMENT, b"two"]


def test_who_stops_reading_closes_what_is_read() -> None:
    """Also in the middle of a silence."""
    closed = asyncio.Event()

    async def endless() -> AsyncGenerator[bytes, None]:
        try:
            yield b"one"
            await asyncio.sleep(60)
        finally:
            closed.set()

    async def run() -> None:
        async with aclosing(with_heartbeats(endless(), seconds=0.05)) as chunks:  # type: ignore[type-var]
            assert await anext(chunks) == b"one"
            assert await anext(chunks) == KEEPALIVE_COMMENT
        assert closed.is_set()

    asyncio.run(run())


@pytest.mark.parametrize(("path", "body"), STREAMS.items(), ids=STREAMS)
def test_a_client_that_goes_away_ends_the_work(small_assistant: Assistant, make_desk: MakeDesk, path: str, body: dict[str, object]) -> None:
    """The connection breaks while a chat model is waited for: the assistant's generator is closed, and the desk answers others."""
    endless = Endless(small_assistant, Writing())
    with served(create_app(make_desk(endless, api_at_once=1))) as address:
        with httpx.stream("POST", address + path, json=body) as response:
            assert response.status_code == 200
            assert endless.started.wait(10)
        wait_until(endless.stopped.is_set, 5)
        assert httpx.get(f"{address}/health/ready").status_code == 200


def test_what_the_verifier_did_not_pass_is_never_sent(assistant: Assistant, make_desk: MakeDesk) -> None:
    """Of two sentences of a chat model the true one comes as an event, and no byte of the stream tells the other."""
    model = ScriptedChatModel(output(TRUE, FALSE), output(FALSE), size=5)
    with opened(create_app(make_desk(with_model(assistant, model, Settings())))) as client:
        text = client.post("/v1/ask/stream", json=ASK).text
    told = [data["text"] for name, data in events(text) if name == "statement"]
    assert TRUE["text"] in told
    assert "police" not in text
