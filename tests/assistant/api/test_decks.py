"""Decks over HTTP: for those who lead discussions, of scenarios that there are."""

from __future__ import annotations

import datetime
import io
import json
from dataclasses import asdict
from typing import Any

import pytest
from pptx import Presentation
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from assistant.wire_deck import DECK_MEDIA_TYPE, deck_file_name
from tests.assistant.api.conftest import MakeDesk, opened


def test_a_deck_is_made_of_the_cases_that_are_named(client: TestClient) -> None:
    """In their order, each once, under a name that tells its day."""
    days = [datetime.date.today()]
    made = client.post("/v1/scenarios/deck", json={"scenarios": ["visits-of-four-minutes", "a-missed-deadline", "a-missed-deadline"]})
    days.append(datetime.date.today())
    assert (made.status_code, made.headers["content-type"]) == (200, DECK_MEDIA_TYPE)
    assert made.headers["content-disposition"] in [f'attachment; filename="{deck_file_name(day)}"' for day in days]
    assert made.headers["cache-control"] == "no-store"
    titles = [s.shapes[0].text_frame.text for s in Presentation(io.BytesIO(made.content)).slides]
    assert titles.index("Visits of four minutes: first vote") < titles.index("A missed deadline: first vote")
    assert titles.count("A missed deadline: first vote") == 1


def test_a_case_of_ones_own_is_there_too(client: TestClient, small_assistant: Assistant) -> None:
    """Once it has no fault; until then the refusal says that it is not finished."""
    scenario = small_assistant.parts.guide.scenario("a-missed-deadline")
    assert scenario is not None
    draft = {name: value for name, value in asdict(scenario).items() if name != "id"} | {"title": "A case of my own"}
    kept = client.post("/v1/own-scenarios", json={"draft": json.loads(json.dumps(draft))}).json()
    made = client.post("/v1/scenarios/deck", json={"scenarios": [kept["id"], "a-missed-deadline"]})
    assert made.status_code == 200, (made.text, kept)
    titles = [s.shapes[0].text_frame.text for s in Presentation(io.BytesIO(made.content)).slides]
    assert titles.index("A case of my own: first vote") < titles.index("A missed deadline: first vote")
    unfinished = client.post("/v1/own-scenarios", json={"draft": {"title": "Begun"}}).json()["id"]
    refused = client.post("/v1/scenarios/deck", json={"scenarios": [unfinished]})
    assert refused.status_code == 422
    assert "is not finished" in refused.json()["detail"]


def test_an_unknown_case_is_named(client: TestClient) -> None:
    """And nothing is made."""
    refused = client.post("/v1/scenarios/deck", json={"scenarios": ["a-missed-deadline", "no-such-case"]})
    assert refused.status_code == 404
    assert "'no-such-case'" in refused.json()["detail"]


@pytest.mark.parametrize(
    "body", [{}, {"scenarios": []}, {"scenarios": ["a"] * 41}, {"scenarios": ["x" * 81]}, {"scenarios": ["a"], "format": "odp"}]
)
def test_what_is_no_request_for_a_deck_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    """No case, too many, in no format that there is."""
    assert client.post("/v1/scenarios/deck", json=body).status_code == 422


def test_it_takes_a_facilitators_key(make_desk: MakeDesk) -> None:
    """The notes are for those who lead a discussion."""
    desk = make_desk(api_keys="required")
    tokens = {scope: desk.keys.create(scope, [scope])[1] for scope in ("ask", "facilitate")}
    with opened(create_app(desk)) as client:
        replies = [
            client.post("/v1/scenarios/deck", json={"scenarios": ["a-missed-deadline"]}, headers={"Authorization": f"Bearer {token}"})
            for token in tokens.values()
        ]
    assert [reply.status_code for reply in replies] == [403, 200]
