"""The events of an answer as server-sent events, each of a type with a fixed shape."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel

from assistant.events import Cited, Event, Evidence, Referred, StageDone, Stated
from assistant.schemas import citation_out, referral_out, statement_out
from assistant.types import Code
from assistant.wire import EvidenceEvent, StageEvent

HEARTBEAT_SECONDS = 15.0


def named(event: Event, codes: tuple[Code, ...]) -> tuple[str, BaseModel] | None:
    """The type and the data of an event on the way; None for one that the outside is not told of."""
    match event:
        case StageDone():
            return "stage", StageEvent(stage=event.name)
        case Evidence():
            return "evidence", EvidenceEvent(status=event.status, clause_ids=[c.id for c in event.clauses])
        case Cited():
            return "citation", citation_out(event.clause, codes)
        case Stated():
            return "statement", statement_out(event.statement)
        case Referred():
            return "referral", referral_out(event.referral)
        case _:
            return None


def encoded(name: str, data: BaseModel) -> bytes:
    """One event as it goes over the wire."""
    return format_sse_event(event=name, data_str=data.model_dump_json())


async def with_heartbeats(chunks: AsyncGenerator[bytes, None], seconds: float = HEARTBEAT_SECONDS) -> AsyncIterator[bytes]:
    """The chunks, and a comment whenever none came for so many seconds, so that no proxy takes the silence for the end."""
    async with aclosing(chunks):
        following = asyncio.ensure_future(anext(chunks, None))
        try:
            while True:
                done, _ = await asyncio.wait({following}, timeout=seconds)
                if not done:
                    yield KEEPALIVE_COMMENT
                    continue
                chunk = following.result()
                if chunk is None:
                    return
                yield chunk
                following = asyncio.ensure_future(anext(chunks, None))
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
