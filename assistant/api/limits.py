"""How often a key or an address may come (limits)."""

from __future__ import annotations

import math
from time import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import InvalidInput, TooManyRequests


class RateLimits:
    """Counts requests in a moving window; each process counts for itself, so that each of `workers` allows its share."""

    def __init__(self, rate: str, workers: int = 1) -> None:
        self._rate = _share(rate, workers)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, kind: str, name: str) -> None:
        """Count one request; TooManyRequests when it is one too many."""
        if self._limiter.hit(self._rate, kind, name):
            return
        reset, _ = self._limiter.get_window_stats(self._rate, kind, name)
        seconds = max(1, math.ceil(reset - time()))
        raise TooManyRequests(
            f"More than {self._rate.amount} requests in {self._rate.get_expiry()} seconds came from one {kind}.",
            f"Come again in {seconds} seconds.",
            seconds,
        )


def _share(rate: str, workers: int) -> RateLimitItem:
    try:
        whole = parse(rate)
    except ValueError as error:
        raise InvalidInput(f"ETHICS_DESK_API_RATE: {rate!r} is no rate.", 'Write it like "600/minute".') from error
    return type(whole)(math.ceil(whole.amount / workers), whole.multiples)
