"""Serves the API with uvicorn: one process or several, each with an app of its own."""

from __future__ import annotations

import structlog
import uvicorn
from fastapi import FastAPI

from assistant.api.app import create_app
from assistant.api.callers import is_loopback
from assistant.api.desk import open_desk
from assistant.settings import Settings, load_settings
from assistant.wiring import build

_SHUTDOWN_SECONDS = 30
_log = structlog.get_logger(__name__)
_APP = "assistant.api.serve:app_from_settings"


def app_from_settings() -> FastAPI:
    """The app as the settings of this process have it; each worker makes its own."""
    settings = load_settings()
    desk = open_desk(settings, lambda: build(settings, _log_progress))
    return create_app(desk, local=is_loopback(settings.api_host), workers=settings.api_workers)


def _log_progress(step: str, done: int, total: int) -> None:
    """The first start builds the index; the log tells each step once."""
    if done == total:
        _log.info("building the index", step=step, count=total)


def serve(settings: Settings) -> None:
    """Serve until a signal ends it; requests under way are finished first, for up to half a minute."""
    uvicorn.run(
        _APP,
        factory=True,
        host=settings.api_host,
        port=settings.api_port,
        workers=settings.api_workers,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        server_header=False,
        access_log=False,
        proxy_headers=False,
    )
