"""Puts the app together: routes, what happens to every request, and what happens at start and end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

import structlog
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant.api.callers import Doorkeeper
from assistant.api.desk import Desk
from assistant.api.docs_page import add_docs
from assistant.api.limits import RateLimits
from assistant.api.middleware import RequestId, SecurityHeaders, WholeBody
from assistant.api.platforms.routers import platform_routers
from assistant.api.problems import add_handlers
from assistant.api.routes import ask, clauses, conversations, feedback, health
from assistant.errors import EthicsDeskError

_DESCRIPTION = """Answers case managers' ethics questions from two codes, clause by clause: every quote is word for word, what the texts do
not say is said, and so is whom to consult. The codes state duties; the person decides after consultation."""
_AGAIN_SECONDS = 10.0
_log = structlog.get_logger(__name__)


def create_app(desk: Desk, *, local: bool = True, workers: int = 1) -> FastAPI:
    """The app over a desk; `local` says that it is served on a loopback address only, `workers` how many processes serve it."""
    app = FastAPI(
        title="Ethics Desk",
        version=version("ethics-desk"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.desk = desk
    app.state.doorkeeper = Doorkeeper(desk.keys, desk.settings.api_keys, RateLimits(desk.settings.api_rate, workers), local=local)
    for module in (ask, clauses, feedback, conversations, health):
        app.include_router(module.router)
    for router in platform_routers(desk, workers):
        app.include_router(router)
    add_handlers(app)
    add_docs(app)
    # The last one added is the first to see a request.
    app.add_middleware(WholeBody)
    if desk.settings.api_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=desk.settings.api_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Request-ID"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestId)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Loads the assistant while the health routes already answer."""
    desk: Desk = app.state.desk
    warming = asyncio.create_task(_warm(desk))
    try:
        yield
    finally:
        warming.cancel()
        with suppress(asyncio.CancelledError):
            await warming
        desk.service.close()


async def _warm(desk: Desk) -> None:
    """Load until it succeeds: what is missing may come, a database or an index server that starts later among it."""
    while not desk.service.ready:
        try:
            await desk.service.warm()
            _log.info("ready", corpus_version=desk.service.assistant.parts.version)
        except EthicsDeskError as error:
            _log.error("not ready", message=error.message, hint=error.hint)
            await asyncio.sleep(_AGAIN_SECONDS)
