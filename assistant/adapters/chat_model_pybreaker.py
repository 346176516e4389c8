"""A circuit breaker around a chat model: after several failures in a row it is left alone for a while."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from assistant.errors import ChatModelFailed, ChatRequestRefused, InvalidInput
from assistant.ports import ChatModel, ChatRequest, Chunk

FAILURES = 3
"""In a row. One is a hiccup and two may be; at three the next person should not wait for a fourth."""
PAUSE = 60.0
"""Seconds: about what a server needs to start again or a limit to be lifted, and short enough not to be noticed after that."""


class GuardedChatModel:
    """Another chat model that is not asked while it is paused: `pause` seconds after `failures` failures in a row, then one request
    tries it. The state is this process's own. InvalidInput without the package pybreaker.
    """

    def __init__(self, inner: ChatModel, *, failures: int = FAILURES, pause: float = PAUSE) -> None:
        try:
            from pybreaker import STATE_CLOSED, CircuitBreaker, CircuitMemoryStorage
        except ImportError as error:
            hint = 'Run `pip install "ethics-desk[chat]"`, or unset ETHICS_DESK_CHAT_MODEL.'
            raise InvalidInput("A chat model needs the package pybreaker, which is not installed.", hint) from error
        self._inner = inner
        self._pause = timedelta(seconds=pause)
        self._state = CircuitMemoryStorage(STATE_CLOSED)
        self._breaker = CircuitBreaker(fail_max=failures, reset_timeout=pause, state_storage=self._state, throw_new_error_on_trip=False)
        self._trial = threading.Lock()

    @property
    def name(self) -> str:
        """The other model's name."""
        return self._inner.name

    def stream(self, request: ChatRequest) -> Generator[Chunk, None, None]:
        """The other model's output; ChatModelFailed at once while it is paused."""
        trial = self._admitted()
        try:
            yield from self._inner.stream(request)
        except ChatRequestRefused:
            # The model is there; only this request is not to its taste.
            self._count(None)
            raise
        except ChatModelFailed as error:
            self._count(error)
            raise
        else:
            self._count(None)
        finally:
            # A reader that stops half-way says nothing about the model: the next request tries it.
            if trial:
                self._trial.release()

    def _admitted(self) -> bool:
        """Whether this request is the one that tries a paused model; ChatModelFailed when it must not be asked."""
        opened = self._state.opened_at
        if self._breaker.current_state == "closed" or opened is None:
            return False
        if datetime.now(UTC) >= opened + self._pause and self._trial.acquire(blocking=False):
            return True
        raise ChatModelFailed(
            f"The chat model {self.name} is paused after {self._breaker.fail_max} failures in a row.",
            f"It is tried again {self._pause.total_seconds():g} seconds after the last failure; `ethics-desk doctor` says what is wrong.",
        )

    def _count(self, error: ChatModelFailed | None) -> None:
        """Tell the breaker how a request ended, apart from the request itself: the breaker lets only one call at a time run."""
        from pybreaker import CircuitBreakerError

        def outcome() -> None:
            if error is not None:
                raise error

        # Raised again by the breaker, or refused by it, when a request that began before the pause ends during it.
        with suppress(CircuitBreakerError, ChatModelFailed):
            self._breaker.call(outcome)
