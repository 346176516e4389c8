"""The server that endpoints are tried against."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from evals.answerers.endpoints import KEY
from tests.evals.answerers.served import Server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server in a thread, reached past any proxy and without a key."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv(KEY, raising=False)
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.closing.set()
        running.shutdown()
        thread.join()
