"""A full disk, a locked, vanished or read-only database: answers come, and what cannot be kept is told and counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from assistant.api.app import create_app
from tests.assistant.api.conftest import MakeDesk, opened, wait_until
from tests.assistant.api.live_room import RoomDriver

ASK = {"question": "What does NACM 7 say?"}
FEEDBACK = {"answer_id": "ans_1", "thumb": "up"}
FULL = "PRAGMA max_page_count = 1"  # no more pages than there are
READ_ONLY = "PRAGMA query_only = 1"


@contextmanager
def every_connection(statement: str) -> Iterator[None]:
    """Has this done on each connection that is opened."""

    def prepare(connection: Any, record: object) -> None:
        connection.execute(statement)

    event.listen(Engine, "connect", prepare)
    try:
        yield
    finally:
        event.remove(Engine, "connect", prepare)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program that writes and does not end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def check_that_answers_come(client: TestClient, says: str, key: str = "") -> None:
    """Questions are answered, with an idempotency key too; feedback gets 503 with the reason and a time; the desk calls itself ready."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    for number in range(1, 29):
        answered = client.post("/v1/ask", json={"question": f"What does NACM {number} say?"}, headers=headers)
        assert answered.status_code == 200
        assert answered.json()["status"] == "answered"
    refused = first_refused(client, headers)
    assert refused.json()["type"].endswith("records-unavailable")
    assert says in refused.json()["detail"]
    assert refused.json()["hint"]
    assert refused.headers["retry-after"]
    assert client.post("/v1/ask", json=ASK, headers={**headers, "Idempotency-Key": "ask"}).status_code == 200
    assert client.get("/health/ready").status_code == 200


def first_refused(client: TestClient, headers: dict[str, str]) -> httpx.Response:
    """The first feedback that is not kept: a page of the database that is there already may have some room."""
    for number in range(100):
        response = client.post("/v1/feedback", json=FEEDBACK, headers={**headers, "Idempotency-Key": str(number)})
        if not response.is_success:
            assert response.status_code == 503
            return response
    raise AssertionError("everything was kept")


@pytest.mark.parametrize(("fault", "says"), [(FULL, "the disk is full"), (READ_ONLY, "read-only")], ids=["full", "read-only"])
def test_a_disk_that_takes_nothing(make_desk: MakeDesk, caplog: pytest.LogCaptureFixture, fault: str, says: str) -> None:
    """Answers come without a record of them; the log counts those that are missing when the desk ends."""
    make_desk().close()
    with every_connection(fault):
        desk = make_desk()
        with opened(create_app(desk)) as client:
            check_that_answers_come(client, says)
    assert desk.recorder is not None
    assert desk.recorder.lost > 0
    assert "are missing in the audit trail" in caplog.text
    assert ASK["question"] not in caplog.text


def test_a_lock_that_passes(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Keys are still known, answers come at once, and what waited is in the audit trail when the lock is gone."""
    desk = make_desk(api_keys="required")
    _, key = desk.keys.create("bot", ["ask"])
    with opened(create_app(desk)) as client:
        with locked(tmp_path / "records.sqlite"):
            check_that_answers_come(client, "locked by another process", key)
        wait_until(lambda: len(list(desk.records.answers())) == 29)
        assert client.post("/v1/feedback", json=FEEDBACK, headers={"Authorization": f"Bearer {key}"}).status_code == 201
    assert desk.recorder is not None
    assert desk.recorder.lost == 0


def vanish(file: Path) -> None:
    """The database and what belongs to it are removed."""
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()


def become_garbage(file: Path) -> None:
    """Something else is written over the file."""
    vanish(file)
    file.write_bytes(b"no database at all" * 1000)


@pytest.mark.parametrize(
    ("spoil", "says"), [(vanish, "have not the tables"), (become_garbage, "are no SQLite database")], ids=["removed", "overwritten"]
)
def test_a_database_that_is_gone_while_the_desk_runs(make_desk: MakeDesk, tmp_path: Path, spoil: Callable[[Path], None], says: str) -> None:
    """Nothing is written into a file that nobody will read again, as if all were well."""
    desk = make_desk()
    with opened(create_app(desk)) as client:
        assert client.post("/v1/feedback", json=FEEDBACK).status_code == 201
        spoil(tmp_path / "records.sqlite")
        check_that_answers_come(client, says)
    assert desk.recorder is not None
    assert desk.recorder.lost == 29


def test_a_key_cannot_be_checked_without_the_database(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Then nobody is let in who needs one: 503, not 200 and not "unknown key"."""
    desk = make_desk(api_keys="required")
    _, key = desk.keys.create("bot", ["ask"])
    desk.keys.close()
    become_garbage(tmp_path / "records.sqlite")
    with opened(create_app(desk)) as client:
        refused = client.post("/v1/ask", json=ASK, headers={"Authorization": f"Bearer {key}"})
    assert refused.status_code == 503
    assert refused.json()["type"].endswith("records-unavailable")


def test_a_room_goes_on_when_the_database_can_be_used_again(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Console and phones are told to come again; the room is read all the while, and a vote that is sent again counts."""
    with opened(create_app(make_desk())) as client:
        room = RoomDriver(client)
        people = room.join(5)
        room.go("first_vote")
        with locked(tmp_path / "records.sqlite"):
            for refused in (
                room.vote(people[0], 0, expected=503),
                room.post("results", 503, scenario=0, round=1),
                client.post(room.join_path, json={}).json(),
            ):
                assert refused["type"].endswith("records-unavailable")
                assert refused["hint"]
                # Where the records lie is told to whoever leads, and to nobody in the room.
                assert (str(tmp_path) in refused["detail"]) == refused["instance"].startswith("/v1/rooms")
            start = monotonic()
            with ThreadPoolExecutor(20) as pool:
                waiting = [pool.submit(client.post, room.join_path, json={}) for _ in range(20)]
                assert {reply.result().status_code for reply in waiting} == {503}
            # Not one after the other, each as long as the first.
            assert monotonic() - start < 10
            assert room.seen_by_all()["step"]["kind"] == "first_vote"
        for person in people:
            room.vote(person, 0)
        room.post("results", scenario=0, round=1)
        assert next(iter(room.room["results"][0]["counts"].values())) == 5
