"""Work that goes on after its response was sent, at most so much at once, and is finished before the process ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

from assistant.api.platforms.outgoing import Outgoing

MOST_AT_ONCE = 200
_FINISH_SECONDS = 20.0
_log = structlog.get_logger(__name__)


class Background:
    """Keeps hold of running work; for one event loop."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._most = most
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def has_room(self) -> bool:
        """Whether more can be started now."""
        return not self._closed and len(self._running) < self._most

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this; the caller has made sure that there is room."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)

    async def finish(self, seconds: float = _FINISH_SECONDS) -> None:
        """Take no more, wait for what runs, and stop what does not end in time."""
        self._closed = True
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            _log.error("answers to chats were given up at shutdown", count=len(late))
            await asyncio.wait(late)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("an answer to a chat was lost", kind=type(error).__name__)


@asynccontextmanager
async def finishing(background: Background, outgoing: Outgoing) -> AsyncIterator[None]:
    """While a server runs; at its end what was begun is finished, and then the connections are closed."""
    yield
    await background.finish()
    await outgoing.close()
