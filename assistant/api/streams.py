"""Streams whose first event is fetched before the response begins, so that what fails at once is told by its status."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from assistant.events import Event


async def opened(events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    """The same events, the first of which is there; the errors of a question that cannot be answered are raised here."""
    first = await anext(events)
    return _from(first, events)


async def _from(first: Event, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    try:
        yield first
        async for event in events:
            yield event
    finally:
        await events.aclose()
