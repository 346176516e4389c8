"""Which requests were taken in lately, so that a repeated one does nothing (cachetools)."""

from __future__ import annotations

from cachetools import TTLCache

_MOST = 50_000


class Seen:
    """Remembers names for so many seconds, the newest 50,000 of them; each process for itself."""

    def __init__(self, seconds: float) -> None:
        self._names: TTLCache[str, None] = TTLCache(_MOST, seconds)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        """Remember a name."""
        self._names[name] = None
