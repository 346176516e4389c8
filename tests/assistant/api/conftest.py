"""Apps over the small corpus, so that a route is tested in milliseconds, and a real server over the real one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.desk import Desk, open_desk
from assistant.pipeline import Assistant
from assistant.settings import Settings

MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(small_assistant: Assistant, tmp_path: Path) -> MakeDesk:
    """Makes a desk over the small corpus, with these settings changed."""

    def make(assistant: Assistant = small_assistant, **changes: Any) -> Desk:
        return open_desk(Settings(data=tmp_path, **changes), lambda: assistant)

    return make


@pytest.fixture
def client(make_desk: MakeDesk) -> Iterator[TestClient]:
    """A client of an app with the usual settings, on this machine, ready."""
    with opened(create_app(make_desk())) as client:
        yield client


@contextmanager
def opened(app: FastAPI) -> Iterator[TestClient]:
    """A client on this machine of an app that has been started and is ready."""
    with TestClient(app, base_url="http://localhost:8000", client=("127.0.0.1", 50000), raise_server_exceptions=False) as client:
        wait_until(lambda: client.get("/health/ready").status_code == 200)
        yield client


@contextmanager
def served(app: FastAPI, config: uvicorn.Config | None = None, **options: Any) -> Iterator[str]:
    """The address of a real server of an app, on a free port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(config or uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5, **options))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            wait_until(lambda: server.started)
            wait_until(lambda: httpx.get(f"{address}/health/ready").status_code == 200)
            yield address
        finally:
            server.should_exit = True
            thread.join(10)


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for a condition; AssertionError when it does not come."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come")
