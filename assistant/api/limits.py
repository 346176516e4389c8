"""How often a key or an address may come (limits)."""

from __future__ import annotations

import math
from time import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import InvalidInput, TooManyRequests

_SWEEP_AFTER = 1_000
"""Requests after which names that did not come for a whole window are forgotten."""


class RateLimits:
    """Counts requests in a moving window; each process counts for itself, so that each of `workers` allows its share."""

    def __init__(self, rate: str, workers: int = 1) -> None:
        self._rate = _share(rate, workers)
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._counted = 0

    @property
    def names(self) -> int:
        """How many names are remembered."""
        return len(self._storage.events)

    def count(self, kind: str, name: str) -> None:
        """Count one request; TooManyRequests when it is one too many."""
        self._counted += 1
        if self._counted % _SWEEP_AFTER == 0:
            self._sweep()
        if self._limiter.hit(self._rate, kind, name):
            return
        reset, _ = self._limiter.get_window_stats(self._rate, kind, name)
        seconds = max(1, math.ceil(reset - time()))
        raise TooManyRequests(
            f"More than {self._rate.amount} requests in {self._rate.get_expiry()} seconds came from one {kind}.",
            f"Come again in {seconds} seconds.",
            seconds,
        )

    def _sweep(self) -> None:
        # The library empties the lists of those who come no more, and keeps their names for ever.
        for name in [name for name, times in [*self._storage.events.items()] if not times]:
            self._storage.clear(name)


def _share(rate: str, workers: int) -> RateLimitItem:
    try:
        whole = parse(rate)
    except ValueError as error:
        raise InvalidInput(f"ETHICS_DESK_API_RATE: {rate!r} is no rate.", 'Write it like "600/minute".') from error
    return type(whole)(math.ceil(whole.amount / workers), whole.multiples)
