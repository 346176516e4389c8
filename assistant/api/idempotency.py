"""Requests that are sent twice and answered once: the reply to an `Idempotency-Key` is kept, and given again."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from assistant.api.desk import Desk
from assistant.errors import Conflict, InvalidInput, RecordsUnavailable
from assistant.records import KeptReply
from assistant.service import Caller

_JSON = "application/json"
_log = structlog.get_logger(__name__)
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="A word of your own for this request, such as a UUID. Sent again within 24 hours, it brings the same reply.",
    ),
]


async def once(
    request: Request, desk: Desk, who: Caller, key: str | None, make: Callable[[], Awaitable[BaseModel]], status: int = 200
) -> Response:
    """The reply to a request, made now or kept from the first time that this caller sent it under this key.

    InvalidInput when the key was used for another request, Conflict while the first one is still being answered. A request that
    fails is forgotten, so that it can be sent again. While the database cannot be used each request is answered: an answer that comes
    twice does less harm than none.
    """
    if key is None:
        return _response(await _made(make), status)
    name = _hash(who.key_id, request.url.path, key)
    fingerprint = _hash(request.url.query, (await request.body()).hex())
    try:
        found = await asyncio.to_thread(desk.records.claim_reply, name, fingerprint, datetime.now(UTC))
    except RecordsUnavailable as error:
        _log.warning("a request is answered without its Idempotency-Key", message=error.message)
        return _response(await _made(make), status)
    if found == "in_progress":
        raise Conflict("The first request with this Idempotency-Key is still being answered.", "Wait a second and send it again.")
    if isinstance(found, KeptReply):
        if found.fingerprint != fingerprint:
            raise InvalidInput("This Idempotency-Key was used for another request.", "Take a new key for a new request.")
        return _response(found.body, found.status, replayed=True)
    body: bytes | None = None
    try:
        body = await _made(make)
    finally:
        if body is None:
            # Not awaited: a client that went away has this task cancelled, and the claim must not outlive it.
            asyncio.get_running_loop().run_in_executor(None, _release, desk, name)
    reply = KeptReply(fingerprint=fingerprint, status=status, body=body, media_type=_JSON)
    await asyncio.to_thread(_settle, desk, name, reply)
    return _response(body, status)


async def _made(make: Callable[[], Awaitable[BaseModel]]) -> bytes:
    return (await make()).model_dump_json().encode()


def _settle(desk: Desk, name: str, reply: KeptReply) -> None:
    try:
        desk.records.settle_reply(name, reply)
    except RecordsUnavailable as error:
        _log.warning("a reply is not kept for its Idempotency-Key", message=error.message)


def _release(desk: Desk, name: str) -> None:
    try:
        desk.records.release_reply(name)
    except RecordsUnavailable as error:
        # The claim can be taken over when it is old enough.
        _log.warning("an Idempotency-Key is not free yet", message=error.message)


def _response(body: bytes, status: int, *, replayed: bool = False) -> Response:
    return Response(body, status, {"Idempotent-Replayed": "true"} if replayed else None, _JSON)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
