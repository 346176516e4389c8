"""How much of a room one address may take, so that one device cannot fill it, or keep its desk busy (limits)."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from assistant.errors import RoomFull, TooManyRequests

# Three hundred phones may come from one address, each of which asks every three seconds where events do not get through.
_REQUESTS = RateLimitItemPerMinute(12_000)
_JOINS = RateLimitItemPerHour(500, 12)
_ENTRIES = RateLimitItemPerMinute(120)
_STREAMS = 400
"""At a time."""
_ADDRESS_BUSY = "Too much comes from one address."


class Shares:
    """Counts what each address does in rooms; each process counts for itself, and keeps it in memory only."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._streams: Counter[str] = Counter()

    def come(self, address: str) -> None:
        """Count a request of any kind; TooManyRequests when it is one too many."""
        self._count(_REQUESTS, "", address)

    def join(self, room_id: str, address: str) -> None:
        """Count somebody who joins a room; RoomFull when as many have come from one address as there may."""
        if not self._limiter.hit(_JOINS, room_id, address):
            raise RoomFull(f"From this address {_JOINS.amount} people have joined.", "Ask whoever leads the discussion.")

    def send(self, room_id: str, address: str) -> None:
        """Count a question or an entry for a room; TooManyRequests when it is one too many."""
        self._count(_ENTRIES, room_id, address)

    def follow(self, address: str, chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        """The chunks of a stream, which is counted while it is read; TooManyRequests when it is one too many."""
        if self._streams[address] >= _STREAMS:
            raise TooManyRequests(_ADDRESS_BUSY, "Ask for the room every few seconds instead.", 60)
        return self._followed(address, chunks)

    async def _followed(self, address: str, chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        self._streams[address] += 1
        try:
            async with aclosing(chunks):
                async for chunk in chunks:
                    yield chunk
        finally:
            self._streams[address] -= 1
            if not self._streams[address]:
                del self._streams[address]

    def _count(self, rate: RateLimitItem, *names: str) -> None:
        if not self._limiter.hit(rate, *names):
            raise TooManyRequests(_ADDRESS_BUSY, "Come again in a minute.", 60)
