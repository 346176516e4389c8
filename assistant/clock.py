"""Times the stages of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Clock:
    """Milliseconds of each stage, and of the whole since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        start = perf_counter()
        try:
            yield
        finally:
            self._stages[name] = _since(start)

    @property
    def timings_ms(self) -> dict[str, float]:
        """What was timed so far."""
        return {**self._stages, "total": _since(self._start)}


def _since(start: float) -> float:
    return round((perf_counter() - start) * 1000, 2)
