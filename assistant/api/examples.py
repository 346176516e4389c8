"""Records the examples of the OpenAPI document from a real desk."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI

Node = dict[str, Any]
_QUESTION = "What does NACM 7 say?"
_CALLS: dict[str, Node] = {
    "POST /v1/ask": {"body": {"question": _QUESTION}},
    "POST /v1/ask/stream": {"body": {"question": _QUESTION}},
    "GET /v1/clauses": {"parameters": {"code": "CCMC"}},
    "GET /v1/clauses/{clause_id}": {"parameters": {"clause_id": "NACM-7"}},
    "GET /v1/topics": {},
    "GET /v1/search": {"parameters": {"q": "a gift from a client", "limit": 1}},
    "GET /v1/scenarios": {},
    "GET /v1/scenarios/{scenario_id}": {"parameters": {"scenario_id": "gift-from-a-grateful-family"}},
    "GET /v1/conversations/{conversation_id}": {},
    "DELETE /v1/conversations/{conversation_id}": {},
    "POST /v1/feedback": {"body": {"thumb": "down", "reason": "missed_clause", "comment": "It should cite NACM 8."}},
    "POST /v1/packets": {"body": {"format": "markdown", "note": "I have not answered her yet.", "date": "2026-01-05"}},
    "GET /v1/models": {},
    "GET /v1/models/{model_id}": {"parameters": {"model_id": "ethics-desk"}},
    "POST /v1/chat/completions": {"body": {"model": "ethics-desk", "messages": [{"role": "user", "content": _QUESTION}]}},
    "GET /health/live": {},
    "GET /health/ready": {},
    "GET /version": {},
}
_LIST_LENGTH = 2
_FIXED = (
    (r"\b(con|fb|req)_[0-9A-Za-z_-]{8,}", r"\1_2b7e151628aed2a6"),
    (r"\b(ans|rcp|rec)_[0-9a-f]{8,}", r"\1_0f6a1f2b3c4d5e6f7a8b"),
    (r'"((?:corpus_|register_|guide_|verifier_)?version|system_fingerprint)":"[0-9a-f]{12}"', r'"\1":"0123456789ab"'),
    (r"(Version of the corpus: )[0-9a-f]{12}", r"\g<1>0123456789ab"),
    (r"\bchatcmpl-[0-9a-f]+", "chatcmpl-2b7e151628aed2a6abf71588"),
    (r'"(at|created)":"[^"]+"', r'"\1":"2026-01-05T09:30:00Z"'),
    (r'"created":\d{3,}', '"created":1767605400'),
    (r'"timings_ms":\{[^}]*\}', '"timings_ms":{"total":4.2}'),
)
"""What differs from one call to the next, as it stands in the examples."""


async def record(app: FastAPI) -> Node:
    """What each operation was asked and replied; the app's desk must be ready and keep conversations."""
    transport = httpx.ASGITransport(app)
    found: Node = {}
    known: Node = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        for name, call in _CALLS.items():
            found[name] = await _recorded(http, name, call, known)
    return found


async def _recorded(http: httpx.AsyncClient, name: str, call: Node, known: Node) -> Node:
    method, path = name.split(" ")
    inside = {n: known.get(n) or call["parameters"][n] for n in re.findall(r"\{(\w+)\}", path)}
    query = {n: v for n, v in call.get("parameters", {}).items() if n not in inside}
    body = call.get("body") and {**call["body"], **known.get(path, {})}
    reply = await http.request(method, path.format(**inside), params=query, json=body)
    reply.raise_for_status()
    media_type = reply.headers.get("content-type", "").partition(";")[0]
    text = fixed(reply.text)
    if name == "POST /v1/ask":
        answer = reply.json()
        known |= {"conversation_id": answer.pop("conversation_id"), "/v1/feedback": {"answer_id": answer["id"]}}
        known["/v1/packets"] = {"answer": answer}
    parameters = {**call.get("parameters", {}), **{n: fixed(str(v)) for n, v in inside.items()}}
    example: Node = {"status": str(reply.status_code), "media_type": media_type}
    if parameters:
        example["parameters"] = parameters
    if body:
        example["body"] = json.loads(fixed(json.dumps(body, separators=(",", ":"))))
    if text:
        example["reply"] = _short(json.loads(text)) if media_type == "application/json" else text
    return example


def fixed(text: str) -> str:
    """A reply without what differs from one call to the next."""
    for pattern, instead in _FIXED:
        text = re.sub(pattern, instead, text)
    return text


def _short(reply: Mapping[str, Any]) -> Node:
    """The top lists of a reply, shortened."""
    return {name: value[:_LIST_LENGTH] if name in ("clauses", "scenarios", "topics") else value for name, value in reply.items()}
