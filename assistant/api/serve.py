"""Serves the API with uvicorn: one process or several, each with an app of its own."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.api.listening import announce, listen
from assistant.api.logs import configure_logs
from assistant.api.memory import keep_freed_memory
from assistant.api.metrics import SHARED_FOLDER
from assistant.api.middleware import MOST_HEAD_BYTES
from assistant.api.open_files import most_connections
from assistant.api.protocol import DeskProtocol
from assistant.api.tracing import build_tracing
from assistant.api.workers import STARTING_SECONDS, Workers
from assistant.errors import EthicsDeskError
from assistant.hosts import is_loopback
from assistant.settings import Settings, load_settings
from assistant.wiring import build, build_keys

_IDLE_SECONDS = 75
_SHUTDOWN_SECONDS = 30
_INTERRUPTED = 130
_log = structlog.get_logger(__name__)


def serve(settings: Settings) -> None:
    """Serve until a signal ends it; requests under way are finished first, for up to half a minute.

    InvalidInput where the address cannot be had, RecordsUnavailable where the database cannot be used.
    """
    configure_logs(settings.log_level)
    sockets = listen(settings.api_host, settings.api_port)
    # Before any worker: the tables are brought up to date once, and a database that is out of reach is told here.
    announce(settings, has_keys=_has_keys(settings))
    if settings.api_workers == 1:
        _serve_here(settings, sockets)
        return
    with tempfile.TemporaryDirectory(prefix="ethics-desk-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        # A process of Python's own would write it between the lines of the log, when a worker was killed.
        os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
        Workers(server_config("assistant.api.serve:worker_app", settings), sockets).serve()


def _serve_here(settings: Settings, sockets: list[socket.socket]) -> None:
    server = uvicorn.Server(server_config(app_from_settings(settings), settings))

    # The server puts its own handlers before these, and at its end raises the signal anew, so that the process would die of it.
    def end(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    server.run(sockets)
    if server.force_exit:
        # A second Ctrl+C: the threads that still work would be waited for.
        os._exit(_INTERRUPTED)


def server_config(app: FastAPI | str, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves an app: our protocol, bounds on heads, connections and waits, and no header that names the server."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=settings.api_workers,
        http=DeskProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.api_proxies),
        forwarded_allow_ips=settings.api_proxies,
        limit_concurrency=most_connections(),
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        timeout_worker_healthcheck=STARTING_SECONDS,
        # A request that waits behind another one on the same connection would be begun in the context of that one.
        reset_contextvars=True,
    )


def app_from_settings(settings: Settings) -> FastAPI:
    """The app as the settings have it; RecordsUnavailable where the database cannot be used."""
    keep_freed_memory()
    desk = open_desk(settings, lambda: build(settings, _log_progress))
    return create_app(desk, local=is_loopback(settings.api_host), workers=settings.api_workers, tracing=build_tracing())


def worker_app() -> FastAPI:
    """The app of one of several processes, each of which reads the settings for itself; ends the process where there is none."""
    settings = load_settings()
    configure_logs(settings.log_level)
    try:
        return app_from_settings(settings)
    except EthicsDeskError as error:
        _log.error("cannot start", message=error.message, hint=error.hint)
        sys.exit(STARTUP_FAILURE)


def _has_keys(settings: Settings) -> bool:
    keys = build_keys(settings)
    try:
        return bool(keys.keys())
    finally:
        keys.close()


def _log_progress(step: str, done: int, total: int) -> None:
    """The first start builds the index; the log tells each step once."""
    if done == total:
        _log.info("building the index", step=step, count=total)
