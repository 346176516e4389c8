"""Completes the OpenAPI document: who may call, how errors come, the events of a stream, examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from assistant.api.problems import RESPONSES
from assistant.wire import SHAPES, Problem

Node = dict[str, Any]
_PROBLEM = "application/problem+json"
_STREAM = "text/event-stream"
_REF = "#/components/schemas/"
EXAMPLES = Path(__file__).parent / "examples.json"
_SCHEMES: Node = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key from `ethics-desk keys create`."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key, for gateways that use this header."},
}
_BY_KEY: list[Node] = [{"bearer": []}, {"header": []}]
# The empty one: on the machine that the desk runs on no key is needed, unless the organisation says so.
_SECURITY: list[Node] = [*_BY_KEY, {}]
_ALWAYS_BY_KEY = "Desk"
"""The tag of routes that nobody calls without a key."""
_HEADERS: Node = {
    "X-Request-ID": {"description": "By which this request is found in the log.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds after which to come again.", "schema": {"type": "integer", "minimum": 0}},
    "WWW-Authenticate": {"description": "How a key is sent.", "schema": {"type": "string", "const": "Bearer"}},
    "Idempotent-Replayed": {"description": "`true` where the reply was kept from the first time.", "schema": {"type": "string"}},
}
_NEEDS_A_BODY = ("400", "408", "413", "415")
_SAYS_WHEN = ("409", "429", "503", "4XX", "5XX")


def completed(document: Node) -> Node:
    """The document as FastAPI makes it, with what only this project knows."""
    components = document["components"]
    components["schemas"] |= _shapes()
    components["schemas"]["StreamEvent"] = _stream_event()
    components["securitySchemes"] = _SCHEMES
    components["headers"] = _HEADERS
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for name, operation in operations(document):
        _errors(operation)
        _secured(operation)
        _headed(operation)
        _exemplified(operation, examples.get(name, {}))
    for operation in (o for n, o in operations(document) if n == "POST /v1/ask/stream"):
        # What OpenAPI 3.2 calls `itemSchema`; 3.1 has no word for it.
        operation["responses"]["200"]["content"][_STREAM]["x-itemSchema"] = {"$ref": f"{_REF}StreamEvent"}
    return document


def operations(document: Node) -> Iterator[tuple[str, Node]]:
    """Each operation with its name, such as "GET /v1/clauses"."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def _shapes() -> Node:
    """The schemas of problems and of the data of events."""
    models = {Problem, *SHAPES.values()}
    _, found = models_json_schema([(m, "serialization") for m in sorted(models, key=lambda m: m.__name__)], ref_template=_REF + "{model}")
    definitions: Node = found["$defs"]
    return definitions


def _stream_event() -> Node:
    """One server-sent event: its type, and its data as JSON in a shape of its own."""
    one_of = [
        {
            "properties": {
                "event": {"const": name},
                "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": {"$ref": _REF + shape.__name__}},
            }
        }
        for name, shape in SHAPES.items()
    ]
    return {
        "title": "StreamEvent",
        "description": "A server-sent event of a stream. Types that are not listed here may come later; pass over them.",
        "type": "object",
        "required": ["event", "data"],
        "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
        "oneOf": one_of,
    }


def _errors(operation: Node) -> None:
    """Leaves errors in the one form they come in, and only those that can come."""
    responses = operation["responses"]
    for status, response in list(responses.items()):
        content = response.get("content", {})
        for media_type in [m for m, c in content.items() if c.get("schema") == {"$ref": f"{_REF}Problem"}]:
            content[_PROBLEM] = content.pop(media_type)
        bodiless = status in _NEEDS_A_BODY and "requestBody" not in operation
        unrepeated = status == "409" and response["description"] == RESPONSES[409]["description"] and not _repeatable(operation)
        if _PROBLEM in content and (bodiless or unrepeated):
            del responses[status]
    operation["responses"] = dict(sorted(responses.items()))


def _secured(operation: Node) -> None:
    """A key is asked for wherever one can be refused."""
    needed = _BY_KEY if _ALWAYS_BY_KEY in operation["tags"] else _SECURITY
    operation["security"] = needed if {"401", "4XX"} & set(operation["responses"]) else []


def _headed(operation: Node) -> None:
    for status, response in operation["responses"].items():
        names = ["X-Request-ID"]
        names += ["Retry-After"] if status in _SAYS_WHEN else []
        names += ["WWW-Authenticate"] if status in ("401", "4XX") else []
        names += ["Idempotent-Replayed"] if _repeatable(operation) and status.startswith("2") else []
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _repeatable(operation: Node) -> bool:
    return any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", []))


def _exemplified(operation: Node, example: Mapping[str, Any]) -> None:
    """Adds what was sent and what came back, once, when the examples were recorded."""
    for parameter in operation.get("parameters", []):
        if parameter["name"] in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]
    if "body" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["body"]
    for media_type, content in operation["responses"].get(example.get("status", ""), {}).get("content", {}).items():
        # A reply in no text, such as slides, is not shown.
        if media_type == example["media_type"] and "reply" in example:
            content["example"] = example["reply"]
