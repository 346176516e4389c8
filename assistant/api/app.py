"""Puts the app together: routes, what happens to every request, and what happens at start and end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from opentelemetry.sdk.trace import TracerProvider
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from assistant.api.access import Access
from assistant.api.callers import Doorkeeper
from assistant.api.desk import Desk
from assistant.api.docs_page import add_docs
from assistant.api.document import completed
from assistant.api.ending import told_of_end
from assistant.api.faults import Faults
from assistant.api.limits import RateLimits
from assistant.api.mcp import MCP_HEADERS, PATH, McpEndpoint
from assistant.api.metrics import Metrics
from assistant.api.middleware import PlainHead, RequestId, SecurityHeaders, WholeBody
from assistant.api.platforms.routers import platform_routers
from assistant.api.problems import add_handlers
from assistant.api.rooms.guesses import Guesses
from assistant.api.rooms.shares import Shares
from assistant.api.routes import (
    ask,
    clauses,
    conversations,
    decks,
    desk_feedback,
    desk_keys,
    desk_questions,
    desk_retention,
    desk_versions,
    evaluation,
    feedback,
    health,
    join,
    live_pages,
    metrics,
    minutes,
    openai,
    own_scenarios,
    packets,
    room_driving,
    rooms,
    scenarios,
    topics,
)
from assistant.api.tracing import StageSpans, end, telemetry_of
from assistant.api.upkeep import purge_for_ever, warm

_DESCRIPTION = """Answers case managers' ethics questions from two codes, clause by clause: every quote is word for word, what the texts do
not say is said, and so is whom to consult. The codes state duties; the person decides after consultation.

Errors are problem documents (RFC 9457) that say what to do. Agents find the same desk at `/mcp`, over streamable HTTP."""
_TAGS = {
    "Ask": "A question and its answer, whole or as it is made.",
    "Clauses": "The two codes, word for word.",
    "Scenarios": "Made-up cases for a discussion.",
    "Own scenarios": "Cases that a facilitator writes herself; each key sees its own.",
    "Feedback": "What people think of answers.",
    "Live rooms": "A facilitator leads a room through cases: a key of scope `facilitate`, and none but the one that made the room.",
    "In a live room": "For everybody in the room: its code opens these, and no key.",
    "Packets": "An answer as a page to take to a supervisor.",
    "Conversations": "What is kept, where the organisation keeps conversations.",
    "Desk": "For whoever looks after the desk: each route takes a key of scope `admin`, on this machine too.",
    "Evaluation": "How the answers did when they were last measured.",
    "OpenAI-compatible": "For clients and chat applications that speak OpenAI's protocol.",
    "Operations": "For whoever runs the desk.",
}


_LIVE = (decks, own_scenarios, rooms, room_driving, minutes, join, live_pages)
_DESK = (desk_feedback, desk_questions, desk_versions, desk_keys, desk_retention)
_ANSWERS = (ask, clauses, topics, scenarios, feedback, packets, conversations)
_ROUTES = (*_ANSWERS, *_LIVE, *_DESK, evaluation, openai, health, metrics)


class DeskApp(FastAPI):
    """FastAPI with a document that says all there is to know."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = completed(super().openapi())
        return self.openapi_schema


def create_app(desk: Desk, *, local: bool = True, workers: int = 1, tracing: TracerProvider | None = None) -> FastAPI:
    """The app over a desk; `local` says that it is served on a loopback address only, `workers` how many processes serve it.

    `tracing` is where spans go, none by default; the app ends it.
    """
    app = DeskApp(
        title="Ethics Desk",
        version=version("ethics-desk"),
        description=_DESCRIPTION,
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
        openapi_tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        telemetry=telemetry_of(tracing),
    )
    app.state.desk = desk
    app.state.tracing = tracing
    limits = RateLimits(desk.settings.api_rate, workers)
    app.state.doorkeeper = Doorkeeper(desk.keys, desk.settings.api_keys, limits, local=local, origins=desk.settings.api_origins)
    app.state.metrics = Metrics(desk.service, desk.settings.chat_model or "extractive", lambda: desk.recorder.lost if desk.recorder else 0)
    app.state.guesses = Guesses(workers)
    app.state.shares = Shares()
    desk.service.listen(app.state.metrics.answered)
    if tracing is not None:
        desk.service.listen(StageSpans(tracing))
    for module in _ROUTES:
        app.include_router(module.router)
    app.state.mcp = McpEndpoint(desk, app.state.doorkeeper)
    app.router.routes.append(Route(PATH, app.state.mcp, methods=["POST"]))
    for router in platform_routers(desk, workers):
        app.include_router(router)
    add_handlers(app)
    add_docs(app)
    _add_middleware(app, desk)
    return app


def _add_middleware(app: FastAPI, desk: Desk) -> None:
    # The last one added is the first to see a request.
    app.add_middleware(WholeBody)
    app.add_middleware(PlainHead)
    app.add_middleware(Faults)
    if desk.settings.api_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=desk.settings.api_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Request-ID", *MCP_HEADERS],
            expose_headers=["Retry-After", "X-Request-ID"],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Access, metrics=app.state.metrics)
    app.add_middleware(RequestId)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Loads the assistant while the health routes already answer; at the end nothing that waits to be recorded is lost."""
    desk: Desk = app.state.desk
    tasks = [asyncio.create_task(warm(desk)), asyncio.create_task(purge_for_ever(desk))]
    try:
        async with app.state.mcp.running():
            with told_of_end(desk.stop):
                yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(desk.close)
        if app.state.tracing is not None:
            await asyncio.to_thread(end, app.state.tracing)
