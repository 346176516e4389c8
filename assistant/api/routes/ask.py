"""Questions and their answers, whole or as they are made."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse
from starlette.responses import Response

from assistant.api.bodies import JsonRoute
from assistant.api.callers import caller
from assistant.api.conversations import Continued, continued, keep
from assistant.api.desk import Desk, desk
from assistant.api.events import encoded, named, with_heartbeats
from assistant.api.idempotency import IdempotencyKey, once
from assistant.api.problems import RESPONSES
from assistant.api.requests import AskIn
from assistant.api.streams import opened
from assistant.errors import EthicsDeskError
from assistant.events import Done, Event
from assistant.service import Caller
from assistant.wire import SHAPES, KeptAnswerOut, Problem, StreamProblem

_CONVERSATION: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No conversation of this key has this id."}}
router = APIRouter(prefix="/v1", tags=["Ask"], responses={**RESPONSES, **_CONVERSATION}, route_class=JsonRoute)
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events. The type of each is one of: "
        + ", ".join(f"`{name}` ({shape.__name__})" for name, shape in SHAPES.items())
        + ". Comments are heartbeats.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("/ask", summary="Ask a question", response_model=KeptAnswerOut)
async def ask(
    body: AskIn,
    request: Request,
    who: Annotated[Caller, Depends(caller("ask"))],
    desk: Annotated[Desk, Depends(desk)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """The answer: clauses quoted word for word, what the text does not say, and whom to consult."""

    async def answer() -> KeptAnswerOut:
        asked = await continued(desk, body, who)
        answer = desk.out(await desk.service.answer(asked.turns, who))
        return KeptAnswerOut(**dict(answer), conversation_id=await keep(desk, asked, answer))

    return await once(request, desk, who, idempotency_key, answer)


@router.post("/ask/stream", summary="Ask, and read the answer as it is made", response_class=StreamingResponse, responses=_STREAM)
async def ask_stream(
    body: AskIn, who: Annotated[Caller, Depends(caller("ask"))], desk: Annotated[Desk, Depends(desk)]
) -> StreamingResponse:
    """The same answer as typed events: each clause before the text that uses it, statements once verified, the whole at the end."""
    asked = await continued(desk, body, who)
    events = await opened(desk.service.stream(asked.turns, who))
    return EventSourceResponse(with_heartbeats(_chunks(desk, asked, events)))


async def _chunks(desk: Desk, asked: Continued, events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    codes = desk.service.assistant.parts.codes
    async with aclosing(events):
        try:
            async for event in events:
                if isinstance(event, Done):
                    answer = desk.out(event.answer)
                    yield encoded("done", KeptAnswerOut(**dict(answer), conversation_id=await keep(desk, asked, answer)))
                elif told := named(event, codes):
                    yield encoded(*told)
        except EthicsDeskError as error:
            yield encoded("problem", StreamProblem(detail=error.message, hint=error.hint))
