"""OpenAI's chat protocol: for clients and chat applications that speak it already."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel
from starlette.responses import Response

from assistant.api.bodies import JsonRoute
from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.events import with_heartbeats
from assistant.api.idempotency import IdempotencyKey, once
from assistant.api.openai_replies import ChatCompletion, Reply, encoded
from assistant.api.openai_requests import MODEL, ChatIn
from assistant.api.openai_tasks import chore_reply
from assistant.api.problems import openai_error
from assistant.api.streams import opened
from assistant.errors import EthicsDeskError, UnknownModel
from assistant.events import Done, Event
from assistant.markdown import MarkdownWriter, Piece, pieces
from assistant.service import Caller


class ErrorOut(BaseModel):
    """What went wrong, in OpenAI's words."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorsOut(BaseModel):
    """OpenAI's error object."""

    error: ErrorOut


class ModelOut(BaseModel):
    """A model that can be asked; it has no date of creation, so `created` is 0."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "ethics-desk"


class ModelsOut(BaseModel):
    """The models that can be asked: there is one."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


_ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorsOut, "description": "The request is wrong, or not allowed, or comes too soon."},
    "5XX": {"model": ErrorsOut, "description": "Not ready, or too much is asked at this moment; `Retry-After` says when to come again."},
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream` as chunks (`chat.completion.chunk`) in server-sent events that end with `[DONE]`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"], responses=_ERRORS, route_class=JsonRoute)
_Who = Annotated[Caller, Depends(caller("ask", "openai"))]


@router.get("/models", summary="List the models")
async def models(who: _Who) -> ModelsOut:
    """The one model."""
    return ModelsOut(data=[ModelOut()])


@router.get("/models/{model_id}", summary="Read a model")
async def model(model_id: str, who: _Who) -> ModelOut:
    """The one model; 404 for any other name."""
    _check(model_id)
    return ModelOut()


@router.post("/chat/completions", summary="Ask in OpenAI's protocol", response_model=ChatCompletion, responses=_STREAM)
async def chat_completions(
    body: ChatIn, request: Request, who: _Who, desk: Annotated[Desk, Depends(desk)], idempotency_key: IdempotencyKey = None
) -> Response:
    """The answer to the last user message in the light of the earlier ones. Instructions and the assistant's messages are not read."""
    _check(body.model)
    reply = Reply(address=str(request.base_url).rstrip("/"), corpus_version=desk.service.assistant.parts.version)
    chore = chore_reply(body.turns)
    if body.stream:
        if chore is not None:
            return EventSourceResponse(_chore_chunks(reply, chore, body))
        events = await opened(desk.service.stream(body.turns, who))
        return EventSourceResponse(with_heartbeats(_chunks(desk, reply, events, body)))

    async def whole() -> ChatCompletion:
        if chore is not None:
            return reply.whole([Piece(text=chore)], None)
        answer = await desk.service.answer(body.turns, who)
        return reply.whole(pieces(answer, desk.service.assistant.parts.guide.phrases), desk.out(answer))

    return await once(request, desk, who, idempotency_key, whole)


async def _chunks(desk: Desk, reply: Reply, events: AsyncGenerator[Event, None], body: ChatIn) -> AsyncGenerator[bytes, None]:
    parts = desk.service.assistant.parts
    writer, annotated = MarkdownWriter(parts.guide.phrases, parts.codes), 0
    async with aclosing(events):
        yield reply.begin()
        try:
            async for event in events:
                for piece in writer.write(event):
                    yield reply.more(piece, annotated)
                    annotated += len(piece.marks)
                if isinstance(event, Done):
                    for chunk in reply.end(desk.out(event.answer), with_usage=body.wants_usage):
                        yield chunk
        except EthicsDeskError as error:
            yield encoded(openai_error(f"{error.message} {error.hint}".strip(), "server_error"))


async def _chore_chunks(reply: Reply, chore: str, body: ChatIn) -> AsyncGenerator[bytes, None]:
    yield reply.begin()
    yield reply.more(Piece(text=chore), 0)
    for chunk in reply.end(None, with_usage=body.wants_usage):
        yield chunk


def _check(name: str) -> None:
    if name != MODEL:
        raise UnknownModel(f"There is no model {name[:60]!r} here.", f"The one that there is has the name {MODEL}.")
