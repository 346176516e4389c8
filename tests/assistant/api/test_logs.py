"""The log: one line for each request, in a form that programs read, and never a word of what was asked."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from assistant.api.app import create_app
from assistant.api.logs import configure_logs
from assistant.events import Event
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import MakeDesk, opened, served, wait_until
from tests.assistant.api.live_room import GIFT

CANARY = "xylophonecanary"
Logged = Callable[..., Callable[[], str]]


class Failing(Assistant):
    """An assistant that fails over a canary with an error that quotes the question, at once or after some events."""

    def stream(self, turns: Sequence[str]) -> Generator[Event, None, None]:
        """The events of an answer, or an error."""
        events = super().stream(turns)
        if CANARY in turns[-1]:
            if "later" in turns[-1]:
                yield next(events)
            logging.getLogger("some_library").error("cannot read %s", turns[-1])
            try:
                {}[turns[-1]]
            except KeyError as error:
                raise ValueError(f"cannot read {turns[-1]!r}") from error
        yield from events


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """Configures the log, and gives what was written to both outputs since; everything is as before after the test."""
    handlers, level, hooks = logging.root.handlers, logging.root.level, (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def configured(level: Any = "info", readable: bool | None = None) -> Callable[[], str]:
        configure_logs(level, readable=readable)
        return lambda: "".join(capfd.readouterr())

    yield configured
    logging.root.handlers, logging.root.level = handlers, level
    for name in ("assistant", "ingest"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


def lines(text: str) -> list[dict[str, Any]]:
    """The log's lines, each a JSON object."""
    return [json.loads(line) for line in text.splitlines()]


def test_a_request_is_one_line_without_words_of_the_caller(make_desk: MakeDesk, logged: Logged) -> None:
    """The line tells the id, the route, how it went and the key's id; no query, no body, no token, no name, no address."""
    desk = make_desk()
    key, token = desk.keys.create("ward seven", ["ask"])
    written = logged()
    with opened(create_app(desk)) as client:
        written()
        headers = {"X-Request-ID": "r-1", "Authorization": f"Bearer {token}", "User-Agent": CANARY}
        answer = client.get("/v1/search", params={"q": f"gift {CANARY}"}, headers=headers)
        (line,) = lines(written())
    assert {k: line[k] for k in ("event", "level", "request_id", "method", "route", "status", "key", "bytes")} == {
        "event": "request",
        "level": "info",
        "request_id": "r-1",
        "method": "GET",
        "route": "/v1/search",
        "status": 200,
        "key": key.id,
        "bytes": len(answer.content),
    }
    assert line["milliseconds"] > 0
    assert set(line) == {"event", "level", "logger", "timestamp", "request_id", "method", "route", "status", "milliseconds", "bytes", "key"}


def test_nothing_that_is_sent_is_ever_written(small_assistant: Assistant, make_desk: MakeDesk, logged: Logged) -> None:
    """Questions that fail the assistant, in every way in which they come, leave the kind and place of the error and no word of theirs."""
    written = logged("debug")
    with served(create_app(make_desk(Failing(small_assistant.parts)))) as address, httpx.Client(base_url=address) as client:
        asked = {"question": f"May I keep the {CANARY}?"}
        failed = client.post("/v1/ask", json=asked)
        assert client.post("/v1/ask/stream", json=asked).status_code == 500
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/v1/ask/stream", json={"question": f"May I keep the {CANARY} later?"})
        client.post("/v1/ask", json={"question": CANARY, CANARY: 1})
        client.post("/v1/ask", content=f'{{"question": "{CANARY}')
        client.post("/v1/ask", json={"question": f"{CANARY} " * 1000})
        client.post(f"/{CANARY}?{CANARY}={CANARY}", headers={"Authorization": f"Bearer {CANARY}", "Cookie": CANARY})
        client.get(f"/v1/clauses/{CANARY}", headers={"X-API-Key": f"edk_{CANARY}"})
        client.request(CANARY.upper(), "/v1/ask", headers={"X-Request-ID": f"{CANARY} {CANARY}"})
    text = written()
    assert CANARY not in text.lower()
    assert "Traceback" not in text
    told = [line for line in lines(text) if line["event"] == "failed"]
    assert [e["type"] for e in told[0]["exception"]] == ["ValueError", "KeyError"]
    assert any("test_logs.py" in frame and "stream" in frame for frame in told[0]["exception"][0]["stack"])
    assert len(told) == 3
    assert (failed.status_code, failed.headers["content-type"]) == (500, "application/problem+json")
    assert failed.json()["request_id"] == failed.headers["x-request-id"] == told[0]["request_id"]
    assert failed.headers["x-content-type-options"] == "nosniff"


def test_no_line_of_the_log_tells_of_a_room_or_a_phone(make_desk: MakeDesk, logged: Logged, tmp_path: Path) -> None:
    """A room is joined, voted in, followed and refused, also by a locked database: no code, no name, no address, no option, no text."""
    written = logged("debug")
    with served(create_app(make_desk())) as address, httpx.Client(base_url=address) as client:
        room = client.post("/v1/rooms", json={"scenarios": [GIFT], "title": CANARY}).raise_for_status().json()
        code, path = room["room"]["code"], f"/v1/rooms/{room['id']}"
        person = client.post(f"/v1/join/{code}", json={}).json()["person"]
        own = {"X-Room-Person": person}
        client.post(f"{path}/moves", json={"seen": 1, "to": 4})
        vote = {"person": person, "scenario": 0, "round": 1, "option": room["scenarios"][0]["options"][0]["id"]}
        assert client.post(f"/v1/join/{code}/votes", json=vote, headers=own).status_code == 200
        client.post(f"/v1/join/{code}/votes", json={**vote, "option": CANARY})
        client.post(f"/v1/join/{code}/items", json={"person": person, "kind": "question", "text": CANARY})
        for page in (f"/join/{code}", f"/live/screen/{code}", f"/live/qr/{code}.svg", f"/live/console/{room['id']}", f"/v1/join/{code}"):
            client.get(page, headers=own)
        with client.stream("GET", f"/v1/join/{code}/events") as events:
            next(events.iter_lines())
        with closing(sqlite3.connect(tmp_path / "records.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert client.post(f"/v1/join/{code}/votes", json=vote, headers=own).status_code == 503
        metrics = client.get("/metrics").text
    text = written()
    for secret in (code, person, room["id"], CANARY, "127.0.0.1", vote["option"]):
        assert secret not in text + metrics


def test_of_another_library_only_the_place_is_told(logged: Logged) -> None:
    """A message of a library may quote what it was given; where it was written says what it is."""
    written = logged("debug")
    logging.getLogger("some_library.part").warning("cannot parse %s", CANARY)
    logging.getLogger("some_library.part").info("parsed %s", CANARY)
    warnings.showwarning(UserWarning(CANARY), UserWarning, "somewhere.py", 1)
    one, two = lines(written())
    assert one["logger"] == "some_library.part"
    assert one["place"].startswith("test_logs.py:")
    assert two["logger"] == "py.warnings"


def test_errors_that_nobody_catches_go_to_the_log(logged: Logged) -> None:
    """In a thread, in a task that nobody waits for, and at the very top: kind and place, no message."""
    written = logged()

    def fail() -> None:
        raise ValueError(CANARY)

    async def task() -> None:
        failing = asyncio.ensure_future(asyncio.to_thread(fail))
        await asyncio.wait({failing})

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    asyncio.run(task())
    group = ExceptionGroup(CANARY, [ValueError(CANARY)])
    sys.excepthook(ExceptionGroup, group, None)
    text = written()
    assert CANARY not in text
    assert [[e["type"] for e in line["exception"]] for line in lines(text)] == [
        ["ValueError"],
        ["ValueError"],
        ["ExceptionGroup", "ValueError"],
    ]


def test_a_terminal_gets_lines_to_read(logged: Logged) -> None:
    """The same in words, an error with its stack below."""
    written = logged("info", readable=True)
    try:
        int(CANARY)
    except ValueError as error:
        structlog.get_logger("assistant.api").error("failed", exc_info=error, request_id="r-1")
    text = written()
    assert "failed" in text
    assert "ValueError\n  " in text
    assert "test_logs.py:" in text
    assert CANARY not in text
    with pytest.raises(json.JSONDecodeError):
        lines(text)


@pytest.mark.parametrize(("level", "count"), [("debug", 2), ("info", 1), ("warning", 0)])
def test_the_level_is_a_setting_and_checks_of_health_are_details(make_desk: MakeDesk, logged: Logged, level: str, count: int) -> None:
    """What supervisors ask all the time shows at "debug" only, other requests at "info"."""
    written = logged(level)
    with opened(create_app(make_desk())) as client:
        written()
        client.get("/health/live")
        client.get("/v1/clauses")
        assert len(lines(written())) == count


def test_a_client_that_leaves_is_told_apart(small_assistant: Assistant, make_desk: MakeDesk, logged: Logged) -> None:
    """The line of a stream that was not read to its end says so."""
    proceed = threading.Event()

    class Slow(Assistant):
        def stream(self, turns: Sequence[str]) -> Generator[Event, None, None]:
            """The first event at once, the others when told."""
            events = super().stream(turns)
            yield next(events)
            if CANARY in turns[-1]:
                proceed.wait(5)
            yield from events

    written = logged()
    with served(create_app(make_desk(Slow(small_assistant.parts)))) as address:
        written()
        with httpx.stream("POST", f"{address}/v1/ask/stream", json={"question": f"What of {CANARY}?"}) as response:
            next(response.iter_raw())
        seen: list[dict[str, Any]] = []
        wait_until(lambda: bool(seen.extend(lines(written())) or seen))
        proceed.set()
    assert [line["complete"] for line in seen if line["event"] == "request"] == [False]
