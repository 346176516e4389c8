"""Clauses, search, feedback and conversations over HTTP."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import MakeDesk, opened

QUESTION = "May I accept a gift card from a client?"


def test_every_clause_can_be_read_by_its_id(client: TestClient, small_assistant: Assistant) -> None:
    """The list holds every clause word for word, and each leads to the same clause alone, which has more to say."""
    listed = client.get("/v1/clauses").json()["clauses"]
    assert [c["text"] for c in listed] == [c.text for c in small_assistant.parts.clauses]
    for clause in listed:
        whole = client.get(clause["permalink"]).json()
        assert [t["id"] for t in whole["topics"]] == clause["topics"]
        assert {name: whole[name] for name in clause if name != "topics"} == {n: v for n, v in clause.items() if n != "topics"}


def test_the_list_can_be_narrowed_to_a_code(client: TestClient) -> None:
    """An unknown code has no clauses."""
    assert {c["code"] for c in client.get("/v1/clauses?code=nacm").json()["clauses"]} == {"NACM"}
    assert client.get("/v1/clauses?code=other").json()["clauses"] == []


def test_search_gives_what_an_answer_would_cite_first(assistant: Assistant, make_desk: MakeDesk) -> None:
    """The best clauses come first, as many as asked for, each with its chance."""
    with opened(create_app(make_desk(assistant))) as client:
        results = client.get("/v1/search", params={"q": QUESTION, "limit": 7}).json()["results"]
    cited = [c.id for c in assistant.answer([QUESTION]).citations]
    assert len(results) == 7
    assert {r["clause"]["id"] for r in results} >= set(cited)
    assert results[0]["clause"]["id"] == cited[0]


def test_feedback_is_kept_with_its_words_masked(make_desk: MakeDesk) -> None:
    """Names and numbers in the comment, in the turns and in the answer that is sent back do not reach the database."""
    desk = make_desk()
    with opened(create_app(desk)) as client:
        answer = client.post("/v1/ask", json={"question": QUESTION}).json()
        answer.pop("conversation_id")
        body = {
            "answer_id": answer["id"],
            "thumb": "down",
            "reason": "missed_clause",
            "comment": "Call me at 555-867-5309.",
            "turns": ["My client John Smith, SSN 123-45-6789, gave me a card."],
            "answer": answer | {"question": "John Smith gave me a card.", "markdown": "Ask John Smith at 555-867-5309."},
        }
        given = client.post("/v1/feedback", json=body)
        assert given.status_code == 201
        assert given.json()["kept"] is True
    (kept,) = desk.records.feedback()
    assert kept.answer is not None
    assert kept.answer["citations"] == answer["citations"]
    for secret in ("Smith", "123-45-6789", "867-5309"):
        assert secret not in repr(kept)


def test_an_answer_that_cannot_be_added_to_its_conversation_is_given_all_the_same(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Somebody may be in danger: without a conversation id the asker knows that the next turn must bring the earlier ones."""
    with opened(create_app(make_desk(keep_conversations=True))) as client, closing(sqlite3.connect(tmp_path / "records.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        answered = client.post("/v1/ask", json={"question": "My client says he will kill himself tonight."})
        streamed = client.post("/v1/ask/stream", json={"question": "My client says he will kill himself tonight."})
    assert answered.status_code == 200
    assert answered.json()["status"] == "emergency"
    assert answered.json()["conversation_id"] is None
    assert '"conversation_id":null' in streamed.text


def test_feedback_on_another_answer_than_it_names_is_refused(client: TestClient) -> None:
    """Otherwise a case would be reviewed against the wrong answer."""
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    answer.pop("conversation_id")
    refused = client.post("/v1/feedback", json={"answer_id": "ans_1", "thumb": "up", "answer": answer})
    assert refused.status_code == 422


def test_a_conversation_goes_on_where_it_is_kept(make_desk: MakeDesk) -> None:
    """A follow-up by id is answered as with all turns, whole or streamed, and the conversation can be read and deleted."""
    with opened(create_app(make_desk(keep_conversations=True))) as client:
        first = client.post("/v1/ask", json={"question": "What does NACM 7 say?"}).json()
        name = first["conversation_id"]
        second = client.post("/v1/ask", json={"question": "And NACM 8?", "conversation_id": name}).json()
        whole = client.post("/v1/ask", json={"turns": ["What does NACM 7 say?", "And NACM 8?"]}).json()
        assert second["statements"] == whole["statements"]
        assert client.post("/v1/ask/stream", json={"question": "And NACM 9?", "conversation_id": name}).status_code == 200
        read = client.get(f"/v1/conversations/{name}").json()
        assert [e["question"] for e in read["exchanges"]] == ["What does NACM 7 say?", "And NACM 8?", "And NACM 9?"]
        assert client.delete(f"/v1/conversations/{name}").status_code == 204
        assert client.get(f"/v1/conversations/{name}").status_code == 404
        assert client.post("/v1/ask", json={"question": "And?", "conversation_id": name}).status_code == 404


def test_only_the_key_that_began_a_conversation_sees_it(make_desk: MakeDesk) -> None:
    """To anybody else it does not exist: neither to read, nor to go on with, nor to delete."""
    desk = make_desk(keep_conversations=True, api_keys="required")
    mine, other = ({"Authorization": f"Bearer {desk.keys.create(name, ['ask'])[1]}"} for name in ("mine", "other"))
    with opened(create_app(desk)) as client:
        name = client.post("/v1/ask", json={"question": QUESTION}, headers=mine).json()["conversation_id"]
        assert client.get(f"/v1/conversations/{name}", headers=other).status_code == 404
        assert client.delete(f"/v1/conversations/{name}", headers=other).status_code == 404
        asked = client.post("/v1/ask", json={"question": "And?", "conversation_id": name}, headers=other)
        assert asked.status_code == 404
        assert client.get(f"/v1/conversations/{name}", headers=mine).status_code == 200


@pytest.mark.parametrize("settings", [{}, {"keep_conversations": True, "keep_days": 0}])
def test_nothing_is_kept_of_a_conversation_unless_the_organisation_wants_it(make_desk: MakeDesk, settings: dict[str, int]) -> None:
    """By default, and where nothing at all is kept, answers have no conversation id and the database holds no words."""
    desk = make_desk(**settings)
    with opened(create_app(desk)) as client:
        assert client.post("/v1/ask", json={"question": QUESTION}).json()["conversation_id"] is None
    assert list(desk.records.conversations()) == []
