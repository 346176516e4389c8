"""Minutes and votes over HTTP, of a room that was led through a case."""

from __future__ import annotations

import csv
import io
import re
import threading
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from starlette.testclient import TestClient

from assistant.adapters import packet_typst
from assistant.api.app import create_app
from assistant.wire_packet import MEDIA_TYPES
from tests.assistant.api.conftest import MakeDesk, opened

CASE = "gift-from-a-grateful-family"
FIRST_VOTE = 4


def make_room(client: TestClient, **headers: str) -> dict[str, Any]:
    """A room over one case."""
    made = client.post("/v1/rooms", json={"scenarios": [CASE], "title": "Ethics hour"}, headers=headers)
    assert made.status_code == 201
    told: dict[str, Any] = made.json()
    return told


def voted(client: TestClient, people: int, *, shown: bool = True) -> dict[str, Any]:
    """A room in which so many people have voted for the first way; its outcome has been shown."""
    room = make_room(client)
    path, code = f"/v1/rooms/{room['id']}", room["room"]["code"]
    for step in range(1, FIRST_VOTE + 1):
        room = client.post(f"{path}/moves", json={"to": step, "seen": room["room"]["version"]}).json()
    assert room["room"]["step"]["kind"] == "first_vote"
    option = room["room"]["case"]["options"][0]["id"]
    for _ in range(people):
        person = client.post(f"/v1/join/{code}", json={}).json()["person"]
        vote = {"person": person, "scenario": 0, "round": 1, "option": option}
        assert client.post(f"/v1/join/{code}/votes", json=vote).status_code < 300
    if shown:
        reply = client.post(f"{path}/results", json={"scenario": 0, "round": 1, "seen": room["room"]["version"]})
        assert reply.status_code == 200
    return room


def test_minutes_of_a_room_that_goes_on_count_who_is_in_it(client: TestClient) -> None:
    """Also those who have joined since anything else happened in the room."""
    room = make_room(client)
    for _ in range(3):
        client.post(f"/v1/join/{room['room']['code']}", json={})
    made = client.post(f"/v1/rooms/{room['id']}/minutes", json={"format": "markdown"})
    assert re.search(r"People[^\n]*3", made.text), made.text[:600]


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a file of votes."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(("form", "beginning"), [("pdf", b"%PDF-"), ("docx", b"PK\x03\x04"), ("markdown", b"# Minutes: Ethics hour")])
def test_minutes_are_made_in_each_format(client: TestClient, form: Any, beginning: bytes) -> None:
    """Their name tells their day and nothing of the room; no cache keeps them."""
    room = voted(client, 6)
    made = client.post(f"/v1/rooms/{room['id']}/minutes", json={"format": form, "time_zone": "UTC"})
    assert made.status_code == 200
    assert made.content.startswith(beginning)
    assert made.headers["content-type"].partition(";")[0] == MEDIA_TYPES[form]
    assert made.headers["content-disposition"].startswith(f'attachment; filename="discussion-minutes-{room["created"][:10]}')
    assert made.headers["cache-control"] == "no-store"


def test_the_votes_are_in_the_minutes_and_in_the_table(client: TestClient) -> None:
    """Six for the first way; the second round was not reached."""
    path = f"/v1/rooms/{voted(client, 6)['id']}"
    pdf = PdfReader(io.BytesIO(client.post(f"{path}/minutes", json={}).content))
    docx = Document(io.BytesIO(client.post(f"{path}/minutes", json={"format": "docx"}).content))
    assert "First vote" in "".join(page.extract_text() for page in pdf.pages)
    assert ["A", "6"] in [[cell.text for cell in row.cells] for table in docx.tables for row in table.rows]
    assert "| A | 6 |" in client.post(f"{path}/minutes", json={"format": "markdown"}).text
    table = client.get(f"{path}/votes.csv")
    assert table.headers["content-type"].partition(";")[0] == "text/csv"
    rows = rows_of(table.content)
    assert next((r["option"], r["votes"], r["total"]) for r in rows if r["round"] == "1") == ("A", "6", "6")
    assert {r["note"] for r in rows if r["round"] == "2"} == {"not reached"}


def test_few_votes_and_votes_that_go_on_are_in_neither(client: TestClient) -> None:
    """Four people are too few; of an open vote nothing is told, until the room has ended."""
    few, going = (f"/v1/rooms/{voted(client, people, shown=shown)['id']}" for people, shown in ((4, True), (6, False)))
    for path, note in ((few, "fewer than 5 votes: not broken down"), (going, "the vote is not closed")):
        rows = rows_of(client.get(f"{path}/votes.csv").content)
        assert {(r["votes"], r["total"], r["note"]) for r in rows if r["round"] == "1"} == {("", "", note)}
        assert "| A |" not in client.post(f"{path}/minutes", json={"format": "markdown"}).text
    client.post(f"{going}/end", json={})
    assert "| A | 6 |" in client.post(f"{going}/minutes", json={"format": "markdown"}).text


@pytest.mark.parametrize("body", [{"format": "html"}, {"paper": "legal"}, {"time_zone": "Mars/Base"}, {"time_zone": "../etc"}, {"more": 1}])
def test_what_is_no_request_for_minutes_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    """In no format, on no paper, of no zone that there is."""
    path = f"/v1/rooms/{make_room(client)['id']}/minutes"
    assert client.post(path, json=body).status_code == 422


def test_nobody_elses_room_has_minutes(make_desk: MakeDesk) -> None:
    """A room of another key, and one that does not exist, are not told apart; a key of another scope gets nothing."""
    desk = make_desk(api_keys="required")
    mine, other, asks = (
        f"Bearer {desk.keys.create(n, [s])[1]}" for n, s in (("mine", "facilitate"), ("other", "facilitate"), ("ask", "ask"))
    )
    with opened(create_app(desk)) as client:
        path = f"/v1/rooms/{make_room(client, Authorization=mine)['id']}"
        statuses = [
            (
                client.post(f"{path}/minutes", json={}, headers={"Authorization": key}).status_code,
                client.get(f"{path}/votes.csv", headers={"Authorization": key}).status_code,
            )
            for key in (mine, other, asks)
        ]
    assert statuses == [(200, 200), (404, 404), (403, 403)]


def test_minutes_are_made_in_a_thread_of_the_service(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop answers the room meanwhile."""
    threads: list[str] = []
    typeset = packet_typst.typst.compile

    def noted(*args: Any, **named: Any) -> Any:
        threads.append(threading.current_thread().name)
        return typeset(*args, **named)

    monkeypatch.setattr(packet_typst.typst, "compile", noted)
    assert client.post(f"/v1/rooms/{make_room(client)['id']}/minutes", json={}).status_code == 200
    assert [name.rpartition("_")[0] for name in threads] == ["answer"]
