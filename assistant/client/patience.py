"""How long a call may take in all, and when it is tried again."""

from __future__ import annotations

import random
from time import monotonic

import httpx

from assistant.client.errors import CallFailed, Refused, TimedOut, Unreachable

TIMEOUT_SECONDS = 90.0
SILENCE_SECONDS = 45.0
"""A stream that is silent for so long is dead: the desk sends a heartbeat every 15 seconds."""
_CONNECT_SECONDS = 5.0
_FIRST_PAUSE = 0.2


class Patience:
    """The time and the tries of one call; `repeatable` says that a call may be sent again although it may have arrived."""

    def __init__(self, seconds: float, *, tries: int, repeatable: bool) -> None:
        self._until = monotonic() + seconds
        self._seconds = seconds
        self._left = tries - 1
        self._repeatable = repeatable
        self._backoff = _FIRST_PAUSE / 2

    def timeout(self, seconds: float | None = None) -> httpx.Timeout:
        """The time-outs of one try: what is left of the call's time, or `seconds` for each reading of a stream."""
        left = max(0.001, self._until - monotonic())
        return httpx.Timeout(left if seconds is None else seconds, connect=min(_CONNECT_SECONDS, left))

    def check(self) -> None:
        """TimedOut when the time is over."""
        if monotonic() > self._until:
            raise timed_out(self._seconds)

    def pause(self, error: CallFailed) -> float | None:
        """Seconds to wait before the next try after this error; None when there is none."""
        seconds = self._wanted(error)
        if seconds is None or self._left == 0 or monotonic() + seconds > self._until:
            return None
        self._left -= 1
        return seconds

    def _wanted(self, error: CallFailed) -> float | None:
        match error:
            case Refused(status=409 | 429 | 503, retry_after=float(wanted)):
                # A little more, and not the same for all, so that bots which were sent away together do not come back together.
                return wanted * random.uniform(1.0, 1.25)  # noqa: S311 - no secret
            case Unreachable(sent=sent) if self._repeatable or not sent:
                self._backoff *= 2
                return self._backoff * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
            case _:
                return None


def timed_out(seconds: float) -> TimedOut:
    """The error of a call that took longer than it may."""
    return TimedOut(f"The desk did not reply within {seconds:g} seconds.", "Ask again, or allow more time with `timeout`.")
