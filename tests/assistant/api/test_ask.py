"""Questions over HTTP: whole answers, answers as they are made, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from assistant.schemas import AnswerOut
from assistant.wire import SHAPES
from tests.assistant.api.conftest import MakeDesk, opened

QUESTION = "May I accept a gift card from a client?"
BAD: dict[str, tuple[Any, int]] = {
    "nothing": ({}, 422),
    "both": ({"question": QUESTION, "turns": [QUESTION]}, 422),
    "no turns": ({"turns": []}, 422),
    "no words": ({"question": "?!"}, 422),
    "too long": ({"question": "a " * 5000}, 422),
    "a long earlier turn": ({"turns": ["a " * 5000, QUESTION]}, 422),
    "too many turns": ({"turns": [QUESTION] * 101}, 422),
    "an unknown field": ({"question": QUESTION, "temperature": 1}, 422),
    "a list": ([QUESTION], 422),
    "a conversation where none is kept": ({"question": QUESTION, "conversation_id": "con_1"}, 422),
}


def events(text: str) -> list[tuple[str, Any]]:
    """The types and data of server-sent events."""
    blocks = [b for b in text.split("\n\n") if b and not b.startswith(":")]
    return [(b.split("\n")[0].removeprefix("event: "), json.loads(b.split("\n")[1].removeprefix("data: "))) for b in blocks]


def test_a_question_is_answered_in_the_shape_of_the_contract(client: TestClient) -> None:
    """The answer reads as the shared schema and quotes the clause that was asked for."""
    response = client.post("/v1/ask", json={"question": "What does NACM 7 say?"})
    answer = AnswerOut.model_validate(response.json())
    assert response.status_code == 200
    assert [c.clause_id for c in answer.citations] == ["NACM-7"]


def test_the_answer_is_that_of_the_command_line(assistant: Assistant, make_desk: MakeDesk) -> None:
    """Over HTTP, as events and in this process the same question has the same answer, but for the times."""
    desk = make_desk(assistant)
    turns = [QUESTION, "What if it is only worth five dollars?"]
    with opened(create_app(desk)) as client:
        here = desk.out(assistant.answer(turns)).model_dump(mode="json", exclude={"timings_ms"})
        there = client.post("/v1/ask", json={"turns": turns}).json()
        (streamed,) = [d for n, d in events(client.post("/v1/ask/stream", json={"turns": turns}).text) if n == "done"]
    for given in (there, streamed):
        assert {k: given[k] for k in here} == here


def test_events_have_their_shapes_and_clauses_come_before_the_text_that_uses_them(client: TestClient) -> None:
    """Every event is of a known type, and each statement's clauses were sent before it."""
    told = events(client.post("/v1/ask/stream", json={"question": QUESTION}).text)
    sent: set[str] = set()
    for name, data in told:
        SHAPES[name].model_validate(data)
        if name == "citation":
            sent.add(data["clause_id"])
        if name == "statement":
            assert set(data["citations"]) <= sent
    assert told[0][0] == "stage"
    assert told[-1][0] == "done"
    assert [d for n, d in told if n == "statement"] == told[-1][1]["statements"]


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/ask/stream"])
@pytest.mark.parametrize(("body", "status"), BAD.values(), ids=BAD)
def test_a_bad_question_is_refused_with_a_problem(client: TestClient, route: str, body: Any, status: int) -> None:
    """What cannot be answered is said in a problem document, by its status, also where a stream was asked for."""
    response = client.post(route, json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]
    assert response.json()["instance"] == route
