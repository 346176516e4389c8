"""Both clients under one face, against a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from assistant.api.app import create_app
from assistant.api.desk import Desk, open_desk
from assistant.client import AsyncEthicsDesk, EthicsDesk
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import served

Handler = Callable[[httpx.Request], httpx.Response]
AnsweredBy = Callable[..., Any]
KINDS = ("sync", "async")


class Waiting:
    """An asynchronous client with the methods of the other one."""

    def __init__(self, desk: AsyncEthicsDesk) -> None:
        self.desk = desk
        self._runner = asyncio.Runner()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.desk, name)
        return lambda *args, **named: self.run(method(*args, **named))

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """What a coroutine gives."""
        return self._runner.run(coroutine)

    @contextmanager
    def stream(self, *args: Any, **named: Any) -> Iterator[Iterator[Any]]:
        """The events, one at a time."""
        opening = self.desk.stream(*args, **named)
        events = self._runner.run(opening.__aenter__())
        try:
            yield iter(lambda: self._runner.run(anext(events, None)), None)
        finally:
            self._runner.run(events.aclose())
            self._runner.run(opening.__aexit__(None, None, None))

    def close(self) -> None:
        """Close the client and its loop."""
        self._runner.run(self.desk.close())
        self._runner.close()


def client_of(kind: str, base_url: str, **options: Any) -> Any:
    """A client of this kind."""
    return EthicsDesk(base_url, **options) if kind == "sync" else Waiting(AsyncEthicsDesk(base_url, **options))


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of client."""
    return str(request.param)


@pytest.fixture
def answered_by(kind: str) -> Iterator[AnsweredBy]:
    """Makes clients of this kind whose requests go to a function."""
    with ExitStack() as opened:

        def make(handler: Handler, base_url: str = "http://desk.example", **options: Any) -> Any:
            transport = httpx.MockTransport(handler)
            http = httpx.Client(transport=transport) if kind == "sync" else httpx.AsyncClient(transport=transport)
            client = client_of(kind, base_url, http=http, **options)
            opened.callback(client.close)
            return client

        yield make


@pytest.fixture(scope="module")
def desk(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that keeps conversations."""
    return open_desk(Settings(data=tmp_path_factory.mktemp("desk"), keep_conversations=True), lambda: small_assistant)


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    """The address of a server of that desk."""
    with served(create_app(desk)) as address:
        yield address


@pytest.fixture
def client(kind: str, address: str) -> Iterator[Any]:
    """A client of that server, of each kind."""
    client = client_of(kind, address)
    yield client
    client.close()
