"""Wrong codes are counted: whoever tries out codes is stopped long before one of them fits (limits)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from assistant.errors import TooManyRequests, UnknownRoom

_BY_ADDRESS = 30
_BY_ALL = 600
"""Of 64 million codes this many a minute; a room would have to be open for weeks."""
_RETRY_SECONDS = 60


class Guesses:
    """Counts the wrong codes of each address, and of all together; each of `workers` processes counts its share."""

    def __init__(self, workers: int = 1) -> None:
        self._by_address, self._by_all = (RateLimitItemPerMinute(math.ceil(most / workers)) for most in (_BY_ADDRESS, _BY_ALL))
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def too_many(self, address: str) -> bool:
        """Whether no more codes are looked up for this address now, right or wrong."""
        return not all(self._limiter.test(rate, name) for rate, name in self._limits(address))

    @contextmanager
    def counted(self, address: str) -> Iterator[None]:
        """Count a look-up that ends in UnknownRoom."""
        try:
            yield
        except UnknownRoom:
            for rate, name in self._limits(address):
                self._limiter.hit(rate, name)
            raise

    def _limits(self, address: str) -> tuple[tuple[RateLimitItem, str], ...]:
        return (self._by_address, address), (self._by_all, "")


def refused() -> TooManyRequests:
    """What whoever has tried too many codes is told."""
    return TooManyRequests("Too many wrong codes were tried.", "Check the code, and try again in a minute.", _RETRY_SECONDS)
