"""Times the stages of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Clock:
    """Milliseconds of each stage, when each began, and the whole since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._stages: dict[str, float] = {}
        self._started: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        start = perf_counter()
        self._started[name] = round((start - self._start) * 1000, 2)
        try:
            yield
        finally:
            self._stages[name] = _since(start)

    @property
    def timings_ms(self) -> dict[str, float]:
        """What was timed so far."""
        return {**self._stages, "total": _since(self._start)}

    @property
    def started_ms(self) -> dict[str, float]:
        """When each stage began, in milliseconds from the beginning of the whole."""
        return dict(self._started)


def _since(start: float) -> float:
    return round((perf_counter() - start) * 1000, 2)
