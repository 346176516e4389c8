"""The events of an answer, read beside the page's own thread: the page can be stopped while nothing comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from anyio.from_thread import BlockingPortal, start_blocking_portal

from assistant.client import AsyncEthicsDesk, Event

_LOOKS_EVERY = 0.25
"""Seconds after which the page gets a chance to end."""


@contextmanager
def events(turns: Sequence[str], kept_id: str | None) -> Iterator[Iterator[Event | None]]:
    """The events of the answer to the last turn, and None whenever none came for a moment.

    `kept_id` goes on with a conversation that the desk keeps. To leave early stops the desk's work. The errors are the client's.
    """
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(_stream(turns, kept_id)) as stream:
        yield _each(portal, stream)


@asynccontextmanager
async def _stream(turns: Sequence[str], kept_id: str | None) -> AsyncIterator[AsyncIterator[Event]]:
    async with AsyncEthicsDesk() as desk:
        opened = desk.stream(turns=turns) if kept_id is None else desk.stream(turns[-1], conversation_id=kept_id)
        async with opened as stream:
            yield stream


def _each(portal: BlockingPortal, stream: AsyncIterator[Event]) -> Iterator[Event | None]:
    async def following() -> Event | None:
        return await anext(stream, None)

    while True:
        coming = portal.start_task_soon(following)
        try:
            while not coming.done():
                try:
                    coming.result(_LOOKS_EVERY)
                except TimeoutError:
                    yield None
        finally:
            coming.cancel()
        event = coming.result()
        if event is None:
            return
        yield event
