"""A chat server that notes what is posted to it, and an assistant that can be held up."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

from assistant.events import Event
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import served, wait_until

SLOW = "Slowly: "


class FakeChat:
    """A chat platform as the desk sees it: takes posts at any address, answers with `statuses` in turn and then with 200."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, Any], str]] = []
        self.statuses: list[int] = []
        self.reply: dict[str, Any] = {"ok": True}
        self.address = ""
        self.app = FastAPI()
        self.app.add_api_route("/health/ready", self._ready)
        self.app.add_api_route("/{path:path}", self._take, methods=["POST"])

    def wait(self, count: int = 1) -> list[dict[str, Any]]:
        """The messages, once there are so many."""
        wait_until(lambda: len(self.posts) >= count, 10)
        return [message for _, message, _ in self.posts]

    async def _ready(self) -> Response:
        return Response()

    async def _take(self, path: str, request: Request) -> Response:
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.posts.append((path, await request.json(), request.headers.get("authorization", "")))
        headers = {"Location": f"{self.address}/elsewhere"} if status == 307 else {}
        return JSONResponse(self.reply, status, headers)


@pytest.fixture
def chat() -> Iterator[FakeChat]:
    """A chat platform on a port of this machine."""
    fake = FakeChat()
    with served(fake.app) as address:
        fake.address = address
        yield fake


class HeldAssistant(Assistant):
    """Answers questions that begin with SLOW only when `go` is set; `begun` counts them."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.parts)
        self.go = threading.Event()
        self.begun = 0

    def stream(self, turns: Sequence[str]) -> Generator[Event, None, None]:
        """The answer, when it may come."""
        if turns[-1].startswith(SLOW):
            self.begun += 1
            assert self.go.wait(20)
        if turns[-1].startswith("Boom"):
            raise RuntimeError(turns[-1])
        yield from super().stream(turns)


@pytest.fixture
def held(small_assistant: Assistant) -> Iterator[HeldAssistant]:
    """An assistant that can be held up; nothing stays held at the end."""
    assistant = HeldAssistant(small_assistant)
    yield assistant
    assistant.go.set()
