"""Wrong codes are counted: whoever tries out codes is stopped long before one of them fits (limits)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from assistant.errors import TooManyRequests, UnknownRoom

_BY_ADDRESS = parse("30/minute")
_BY_ALL = parse("600/minute")
"""Of 64 million codes this many a minute; a room would have to be open for weeks."""
_RETRY_SECONDS = 60


class Guesses:
    """Counts the wrong codes of each address, and of all together."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    @contextmanager
    def counted(self, address: str) -> Iterator[None]:
        """Count a look-up that ends in UnknownRoom; TooManyRequests, before the look-up, where there were too many."""
        limits = ((_BY_ADDRESS, address), (_BY_ALL, ""))
        if not all(self._limiter.test(rate, name) for rate, name in limits):
            raise TooManyRequests("Too many wrong codes were tried.", "Check the code, and try again in a minute.", _RETRY_SECONDS)
        try:
            yield
        except UnknownRoom:
            for rate, name in limits:
                self._limiter.hit(rate, name)
            raise
