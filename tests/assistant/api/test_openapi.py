"""The OpenAPI document: as committed, complete, valid, and true to what the desk replies."""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.api.document import EXAMPLES, operations
from assistant.api.examples import record
from assistant.api.openapi import DOCUMENT, current, lost
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.wire import SHAPES
from tests.assistant.api.test_ask import events

OPENAI = ("/v1/models", "/v1/chat/completions")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document of the app."""
    return current()


@pytest.fixture(scope="module")
def named(document: dict[str, Any]) -> dict[str, Any]:
    """The operations by their names."""
    return dict(operations(document))


def contents(operation: dict[str, Any], *, good: bool) -> list[tuple[str, str, dict[str, Any]]]:
    """The contents of the successes, or of the errors: status, media type, content."""
    responses = operation["responses"].items()
    return [(s, m, c) for s, r in responses if s.startswith("2") == good for m, c in r.get("content", {}).items()]


def problems(document: dict[str, Any], content: dict[str, Any]) -> list[str]:
    """Where an example does not fit its schema."""
    validator = jsonschema_rs.validator_for({**content["schema"], "components": document["components"]})
    return [e.message for e in validator.iter_errors(content["example"])]


def test_the_committed_document_is_that_of_the_app(document: dict[str, Any]) -> None:
    """When the app changes, `python -m assistant.api.openapi` writes docs/openapi.json again."""
    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == document


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    """It is OpenAPI 3.1 by the specification's own schema, and every reference leads somewhere."""
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(document).validate()
    refs = {part.split('"')[0] for part in json.dumps(document).split('"$ref": "#/')[1:]}
    for ref in refs:
        node: Any = document
        for key in ref.split("/"):
            node = node[key]


def test_every_operation_says_what_it_does(document: dict[str, Any], named: dict[str, Any]) -> None:
    """Summary, description, a tag that is described, an id of its own, and whether a key is needed."""
    tags = {t["name"] for t in document["tags"]}
    for name, operation in named.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name
        assert ("401" in operation["responses"] or "4XX" in operation["responses"]) == bool(operation["security"]), name
    ids = [o["operationId"] for o in named.values()]
    assert len(ids) == len(set(ids))


def test_every_operation_has_examples_that_fit(document: dict[str, Any], named: dict[str, Any]) -> None:
    """What is sent, and what comes back in JSON, is shown once, in the shape that the document gives."""
    for name, operation in named.items():
        asked = [operation["requestBody"]["content"]["application/json"]] if "requestBody" in operation else []
        replied = [c for _, m, c in contents(operation, good=True) if m == "application/json"]
        for content in (*asked, *replied):
            assert problems(document, content) == [], name
        for parameter in operation.get("parameters", []):
            assert not parameter["required"] or problems(document, parameter) == [], name


def test_the_examples_of_events_have_their_shapes(named: dict[str, Any]) -> None:
    """The stream that is shown reads as events of the known types."""
    told = events(named["POST /v1/ask/stream"]["responses"]["200"]["content"]["text/event-stream"]["example"])
    for name, data in told:
        SHAPES[name].model_validate(data)
    assert told[-1][0] == "done"


def test_errors_are_problem_documents_only(named: dict[str, Any]) -> None:
    """Every error has the one form, on OpenAI's paths OpenAI's."""
    for name, operation in named.items():
        form = "application/json" if name.split(" ")[1].startswith(OPENAI) else "application/problem+json"
        assert {m for _, m, _ in contents(operation, good=False)} <= {form}, name


def test_whoever_is_sent_away_is_told_when_to_come_again(named: dict[str, Any]) -> None:
    """429 and 503 document their Retry-After."""
    for name, operation in named.items():
        for status in {"429", "503"} & set(operation["responses"]):
            assert "Retry-After" in operation["responses"][status]["headers"], name


def rounded(value: Any) -> Any:
    """The same with each number that has a fraction to one digit."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return round(value, 1) if isinstance(value, float) else value


@pytest.mark.slow
def test_the_examples_are_what_the_desk_replies(assistant: Assistant, tmp_path: Path) -> None:
    """When replies change, `python -m assistant.api.openapi --examples` records them again; scores differ a little between processors."""
    desk = open_desk(Settings(data=tmp_path, keep_conversations=True), lambda: assistant)

    async def recorded() -> dict[str, Any]:
        await desk.service.warm()
        return await record(create_app(desk))

    try:
        assert rounded(asyncio.run(recorded())) == rounded(json.loads(EXAMPLES.read_text(encoding="utf-8")))
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (["paths", "/v1/search"], "GET /v1/search"),
        (["paths", "/v1/ask", "post", "responses", "200"], "POST /v1/ask: the status 200"),
        (["components", "schemas", "AnswerOut", "properties", "markdown"], "AnswerOut: the field markdown"),
    ],
    ids=["a route", "a status", "a field"],
)
def test_what_callers_rely_on_is_not_dropped_unseen(document: dict[str, Any], path: list[str], told: str) -> None:
    """The command names what a new document has lost; what it has gained is no matter."""
    poorer = copy.deepcopy(document)
    *way, last = path
    node = poorer
    for key in way:
        node = node[key]
    del node[last]
    assert told in lost(document, poorer)
    assert lost(poorer, document) == []
