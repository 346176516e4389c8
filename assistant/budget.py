"""How many tokens of a chat model a conversation has used; told apart by its turns, so that nobody need hand on an id."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

_CONVERSATIONS = 4096


class TokenBudget:
    """Tokens used by recent conversations, at most `limit` in each; 0 is no limit. For several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def exhausted(self, turns: Sequence[str]) -> bool:
        """Whether the turns before the last one have used all that a conversation may."""
        with self._lock:
            return self._limit > 0 and self._before(turns) >= self._limit

    def use(self, turns: Sequence[str], tokens: int) -> None:
        """Add what the last turn used to what the turns before it did; a first turn starts from nothing, whoever asks it."""
        with self._lock:
            key, before = _key(turns), self._before(turns)
            so_far = self._used.pop(key, before)
            self._used[key] = tokens + (so_far if len(turns) > 1 else 0)
            while len(self._used) > _CONVERSATIONS:
                self._used.popitem(last=False)

    def _before(self, turns: Sequence[str]) -> int:
        return self._used.get(_key(turns[:-1]), 0)


def _key(turns: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(turns).encode()).hexdigest()
