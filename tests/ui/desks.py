"""Desks that come and go, for pages that must bear it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tests.assistant.adapters.chroma_process import free_port
from tests.assistant.api.conftest import wait_until

__all__ = ["free_port", "served_at"]


@contextmanager
def served_at(port: int, app: FastAPI) -> Iterator[None]:
    """A desk on this port of this machine for a while."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            wait_until(lambda: server.started)
            yield
        finally:
            server.should_exit = True
            thread.join(10)
