"""How many questions are answered at once, and how long the others wait."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import perf_counter

from assistant.errors import Overloaded

LONGEST_WAIT = 5.0
"""Seconds that a question may wait for its turn; where it would wait longer it is refused at once."""
_FIRST_GUESS = 0.1
_INERTIA = 0.9


class Admission:
    """Lets a few questions in at once; others wait while that is short, or are refused. For one event loop."""

    def __init__(self, at_once: int, longest_wait: float = LONGEST_WAIT) -> None:
        self._at_once = at_once
        self._longest_wait = longest_wait
        self._free = asyncio.Semaphore(at_once)
        self._typical = _FIRST_GUESS
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None, None]:
        """A turn to work in; Overloaded when it would come too late."""
        expected = self.waiting * self._typical / self._at_once
        if expected > self._longest_wait:
            raise _overloaded(expected)
        self.waiting += 1
        try:
            await asyncio.wait_for(self._free.acquire(), self._longest_wait)
        except TimeoutError:
            raise _overloaded(self._longest_wait) from None
        finally:
            self.waiting -= 1
        start = perf_counter()
        try:
            yield
        finally:
            self._typical = _INERTIA * self._typical + (1 - _INERTIA) * (perf_counter() - start)
            self._free.release()


def _overloaded(seconds: float) -> Overloaded:
    return Overloaded("More is asked at this moment than can be answered.", "Ask again in a few seconds.", max(1, math.ceil(seconds)))
