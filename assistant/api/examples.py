"""Records the examples of the OpenAPI document from a real desk."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI

from assistant.api.desk import Desk
from assistant.room.codes import ALPHABET

Node = dict[str, Any]
_QUESTION = "What does NACM 7 say?"
_DRAFT: Node = {
    "title": "The borrowed umbrella",
    "central": ["NACM 7"],
    "options": [{"text": "Give it back.", "speaks_for": ["NACM-7"], "speaks_against": []}],
}
_CALLS: dict[str, Node] = {
    "POST /v1/ask": {"body": {"question": _QUESTION}},
    "POST /v1/ask/stream": {"body": {"question": _QUESTION}},
    "GET /v1/clauses": {"parameters": {"code": "CCMC"}},
    "GET /v1/clauses/{clause_id}": {"parameters": {"clause_id": "NACM-7"}},
    "GET /v1/topics": {},
    "GET /v1/search": {"parameters": {"q": "a gift from a client", "limit": 1}},
    "GET /v1/scenarios": {},
    "GET /v1/scenarios/{scenario_id}": {"parameters": {"scenario_id": "gift-from-a-grateful-family"}},
    "POST /v1/own-scenarios": {"body": {"draft": _DRAFT}},
    "GET /v1/own-scenarios": {},
    "GET /v1/own-scenarios/{own_id}": {},
    "PUT /v1/own-scenarios/{own_id}": {"body": {"draft": {**_DRAFT, "topics": ["Gifts"]}}},
    "GET /v1/own-scenarios/{own_id}/export": {"parameters": {"format": "markdown"}},
    "POST /v1/own-scenarios/check": {"body": {"format": "yaml", "text": "title: The borrowed umbrella\ncentral: [NACM 7, NACM 77]\n"}},
    "POST /v1/own-scenarios/suggestions": {"body": {"text": "A grateful daughter leaves a gift card on the desk.", "limit": 2}},
    "DELETE /v1/own-scenarios/{own_id}": {},
    "POST /v1/scenarios/deck": {"body": {"scenarios": ["gift-from-a-grateful-family"]}},
    "POST /v1/rooms": {"body": {"title": "Ethics hour", "scenarios": ["gift-from-a-grateful-family"], "approval": "pending"}},
    "GET /v1/rooms": {},
    "GET /v1/join/{code}": {},
    "POST /v1/join/{code}": {"body": {}},
    "GET /v1/join/{code}/events": {"parameters": {"counts": True}},
    "POST /v1/rooms/{room_id}/moves": {"body": {"to": 4}},
    "POST /v1/join/{code}/votes": {"body": {"scenario": 0, "round": 1, "option": "ask-first"}},
    "POST /v1/join/{code}/items": {"body": {"kind": "question", "text": "What if the nephew asks me about it?"}},
    "GET /v1/rooms/{room_id}": {},
    "POST /v1/rooms/{room_id}/items/{item_id}": {"body": {"state": "accepted"}},
    "POST /v1/rooms/{room_id}/items": {"body": {"kind": "parking", "text": "Does our agency have a rule on gifts?"}},
    "POST /v1/rooms/{room_id}/answers": {"body": {"question": "May I keep a gift from a client's family?"}},
    "POST /v1/rooms/{room_id}/results": {"body": {"scenario": 0, "round": 1}},
    "POST /v1/rooms/{room_id}/screen": {"body": {"show": {"kind": "clause", "id": "NACM-7"}}},
    "POST /v1/rooms/{room_id}/pause": {"body": {"paused": True}},
    "POST /v1/rooms/{room_id}/approval": {"body": {"approval": "approved"}},
    "GET /v1/rooms/{room_id}/events": {},
    "POST /v1/rooms/{room_id}/end": {"body": {}},
    "POST /v1/rooms/{room_id}/minutes": {"body": {"format": "markdown", "time_zone": "UTC"}},
    "GET /v1/rooms/{room_id}/votes.csv": {},
    "DELETE /v1/rooms/{room_id}": {},
    "GET /v1/conversations/{conversation_id}": {},
    "DELETE /v1/conversations/{conversation_id}": {},
    "POST /v1/feedback": {"body": {"thumb": "down", "reason": "missed_clause", "comment": "It should cite NACM 8."}},
    "GET /v1/evaluation": {},
    "POST /v1/packets": {"body": {"format": "markdown", "note": "I have not answered her yet.", "date": "2026-01-05"}},
    "GET /v1/desk/feedback": {"parameters": {"thumb": "down", "limit": 1}},
    "GET /v1/desk/feedback/{feedback_id}": {},
    "POST /v1/desk/feedback/{feedback_id}/review": {
        "body": {
            "note": "NACM 8 was missing.",
            "expected_clauses": ["NACM-7", "NACM-8"],
            "expected_consult": [],
            "expected_status": "answered",
        }
    },
    "GET /v1/desk/feedback/{feedback_id}/case": {},
    "GET /v1/desk/cases": {},
    "GET /v1/desk/questions": {"parameters": {"days": 7}},
    "GET /v1/desk/versions": {},
    "GET /v1/desk/documents": {},
    "POST /v1/desk/keys": {"body": {"name": "intranet bot", "scopes": ["ask"], "expires": "90d"}},
    "GET /v1/desk/keys": {},
    "POST /v1/desk/keys/{key_id}/revoke": {},
    "GET /v1/desk/retention": {},
    "POST /v1/desk/retention/purge": {"body": {"days": 7}},
    "GET /v1/models": {},
    "GET /v1/models/{model_id}": {"parameters": {"model_id": "ethics-desk"}},
    "POST /v1/chat/completions": {"body": {"model": "ethics-desk", "messages": [{"role": "user", "content": _QUESTION}]}},
    "GET /health/live": {},
    "GET /health/ready": {},
    "GET /version": {},
}
_JSON = "application/json"
_OF_A_ROOM = ("plan", "scenarios", "times", "answers")
_LISTS = ("clauses", "measures", "scenarios", "topics")
_LIST_LENGTH = 2
_FIXED = (
    (r"\b(con|fb|own|req)_[0-9A-Za-z_-]{8,}", r"\1_2b7e151628aed2a6"),
    (r"\broom_[0-9A-Za-z_-]{22}", "room_2b7e151628aed2a6abf715"),
    (r"\b(itm|ask)_[0-9A-Za-z_-]{16}", r"\1_2b7e151628aed2a6"),
    (r'"person":"[0-9A-Za-z_-]{22}"', '"person":"2b7e151628aed2a6abf715"'),
    (rf'"code":"[{ALPHABET}]{{6}}"', '"code":"BCDFGH"'),
    (rf"/(join|screen)/[{ALPHABET}]{{6}}", r"/\1/BCDFGH"),
    (r'"seconds":\d+', '"seconds":95'),
    (r"\b(ans|rcp|rec)_[0-9a-f]{8,}", r"\1_0f6a1f2b3c4d5e6f7a8b"),
    (r'"((?:corpus_|register_|guide_|verifier_)?version|system_fingerprint)":"[0-9a-f]{12}"', r'"\1":"0123456789ab"'),
    (r"(Version of the corpus: )[0-9a-f]{12}", r"\g<1>0123456789ab"),
    (r"\bchatcmpl-[0-9a-f]+", "chatcmpl-2b7e151628aed2a6abf71588"),
    (r'"(at|changed|created|entered|now|ended|first|last|oldest|expires|revoked)":"\d{4}-[^"]+"', r'"\1":"2026-01-05T09:30:00Z"'),
    (r'"(key_id)":"[a-z2-7]{8}"', r'"\1":"abcdefgh"'),
    (r'"id":"[a-z2-7]{8}","name"', '"id":"abcdefgh","name"'),
    (r"\bedk_[a-z2-7]{8}_[a-z2-7]{52}\b", "edk_abcdefgh_SECRET"),
    (r'"created":\d{3,}', '"created":1767605400'),
    (r'"rate":[^,]+,"low":[^,]+,"high":[^,]+', '"rate":0.96,"low":0.93,"high":0.98'),
    (r'"commit":"[0-9a-f]+"', '"commit":"2b7e151628aed2a6abf7158809cf4f3c762e7160"'),
    (r'"date":"[^"]+"', '"date":"2026-01-05"'),
    (r"Date: \d{4}-\d\d-\d\d · Time: \d\d:\d\d to \d\d:\d\d", "Date: 2026-01-05 · Time: 09:30 to 10:40"),
    (rf"Room: `[{ALPHABET}]{{6}}`", "Room: `BCDFGH`"),
    (r"\d+ min \d\d s", "1 min 35 s"),
    (r'"timings_ms":\{[^}]*\}', '"timings_ms":{"total":4.2}'),
)
"""What differs from one call to the next, as it stands in the examples."""
_UNANSWERED = "What does CCMC Rule 9 say?"
_TRIES = 200
_FOLLOWED_SECONDS = 1.0
_SEEN = ("moves", "screen", "results", "pause")
"""What is asked for with the version of the room that it was decided on."""


async def record(app: FastAPI) -> Node:
    """What each operation was asked and replied; the app's desk must be ready and keep conversations."""
    desk: Desk = app.state.desk
    transport = httpx.ASGITransport(app)
    found: Node = {}
    known: Node = {}
    following: dict[str, asyncio.Task[Node]] = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        for name, call in _CALLS.items():
            if "/v1/desk/" in name and "Authorization" not in http.headers:
                await _ask_in_vain(http, desk)
                http.headers["Authorization"] = f"Bearer {desk.keys.create('documentation', ['admin', 'ask'])[1]}"
            if name.endswith(("{room_id}/events", "{code}/events")):
                # They come to an end when the room does.
                following[name] = asyncio.create_task(_recorded(http, name, call, known))
                await asyncio.sleep(_FOLLOWED_SECONDS)
                continue
            found[name] = await _recorded(http, name, call, known)
            if name.endswith("/end"):
                found |= {followed: await task for followed, task in following.items()}
    return {name: found[name] for name in _CALLS}


async def _ask_in_vain(http: httpx.AsyncClient, desk: Desk) -> None:
    """Ask what finds no answer, and wait until it, and all that was asked before it, is in the audit trail."""
    (await http.post("/v1/ask", json={"question": _UNANSWERED})).raise_for_status()
    for _ in range(_TRIES):
        if await asyncio.to_thread(desk.reviews.questions, ["not_in_codes"], None, 1):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the audit trail is not written")


async def _recorded(http: httpx.AsyncClient, name: str, call: Node, known: Node) -> Node:
    method, path = name.split(" ")
    inside = {n: known.get(n) or call["parameters"][n] for n in re.findall(r"\{(\w+)\}", path)}
    query = {n: v for n, v in call.get("parameters", {}).items() if n not in inside}
    query |= {"id": [known["feedback_id"]]} if path == "/v1/desk/cases" else {}
    body = {**known.get(path, {}), **call["body"]} if "body" in call else None
    reply = await http.request(method, path.format(**inside), params=query, json=body)
    reply.raise_for_status()
    media_type = reply.headers.get("content-type", "").partition(";")[0]
    text = fixed(reply.text) if media_type == _JSON or media_type.startswith("text/") else ""
    if path.endswith("/events"):
        text = _first_of_each(text)
    known |= _learned(name, reply)
    parameters = json.loads(fixed(json.dumps(query | inside, separators=(",", ":"))))
    example: Node = {"status": str(reply.status_code), "media_type": media_type}
    if parameters:
        example["parameters"] = parameters
    if body is not None:
        example["body"] = json.loads(fixed(json.dumps(body, separators=(",", ":"))))
    if text:
        example["reply"] = _short(json.loads(text), name) if media_type == _JSON else text
    return example


def _first_of_each(events: str) -> str:
    """The first event of each type: how many come depends on how soon they are read."""
    first: dict[str, str] = {}
    for event in events.split("\n\n"):
        kind, _, _ = event.partition("\n")
        if kind.startswith("event: "):
            first.setdefault(kind, event)
    return "".join(f"{event}\n\n" for event in first.values())


def _learned(name: str, reply: httpx.Response) -> Node:
    """The ids that later calls name, and by their paths what later bodies hold."""
    match name:
        case "POST /v1/ask":
            answer = reply.json()
            kept = {"conversation_id": answer.pop("conversation_id")}
            return kept | {"/v1/feedback": {"answer_id": answer["id"]}, "/v1/packets": {"answer": answer}}
        case "POST /v1/join/{code}":
            person = {"person": reply.json()["person"]}
            return {f"/v1/join/{{code}}/{name}": person for name in ("votes", "items")}
        case str() if name.startswith(("POST /v1/rooms", "GET /v1/rooms/{room_id}")) and reply.headers["content-type"] == _JSON:
            told = reply.json()
            seen = {f"/v1/rooms/{{room_id}}/{name}": {"seen": told["room"]["version"]} for name in _SEEN}
            return seen | {"room_id": told["id"], "code": told["room"]["code"], "item_id": told["items"][0]["id"] if told["items"] else ""}
        case "POST /v1/own-scenarios":
            return {"own_id": reply.json()["id"]}
        case "POST /v1/feedback":
            return {"feedback_id": reply.json()["id"]}
        case "POST /v1/desk/keys":
            return {"key_id": reply.json()["key"]["id"]}
        case _:
            return {}


def fixed(text: str) -> str:
    """A reply without what differs from one call to the next."""
    for pattern, instead in _FIXED:
        text = re.sub(pattern, instead, text)
    return text


def _short(reply: Any, name: str) -> Any:
    """A reply with its top lists shortened; a whole room is shown where it is read, and not again at each thing that is done with it."""
    if not isinstance(reply, Mapping):
        return reply
    if "screen_url" in reply and name != "GET /v1/rooms/{room_id}":
        return {key: [] if key in _OF_A_ROOM else value for key, value in reply.items()}
    return {name: value[:_LIST_LENGTH] if name in _LISTS else value for name, value in reply.items()}
