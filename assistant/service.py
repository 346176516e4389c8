"""Answers for many callers at once, and who is told of each answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing
from contextvars import copy_context
from dataclasses import dataclass
from time import perf_counter
from typing import Literal, TypeVar

from assistant.admission import Admission
from assistant.errors import InvalidQuestion, NotReady
from assistant.events import Done, Event
from assistant.intake import MAX_CHARACTERS, written_out
from assistant.pipeline import Assistant
from assistant.records import Scope, Surface
from assistant.types import Answer

_T = TypeVar("_T")

MOST_TURNS = 100
MOST_CHARACTERS = 4 * MAX_CHARACTERS
"""Of all turns of a conversation together: every one of them is read again for each answer, which takes its time."""
_WARMING = "My client gave me a gift card for Christmas. Can I keep it?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, by which way, and what that caller may do; `key_id` is "" for somebody who needs no key."""

    surface: Surface
    key_id: str = ""
    scopes: frozenset[Scope] = frozenset()
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that was given, to whom, and in how many seconds, the wait included."""

    caller: Caller
    answer: Answer
    seconds: float


Listener = Callable[[Answered], None]
"""Told of every answer, in the thread of the event loop: it must not block."""


class AnswerService:
    """One assistant behind a bounded number of threads; it is loaded by `warm`, until when it refuses with NotReady."""

    def __init__(self, load: Callable[[], Assistant], *, at_once: int, listeners: Sequence[Listener] = ()) -> None:
        self._load = load
        self._listeners = [*listeners]
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._admission = Admission(at_once)
        self._assistant: Assistant | None = None
        self._state: Literal["loading", "ready", "closing"] = "loading"

    @property
    def ready(self) -> bool:
        """Whether questions are answered now."""
        return self._state == "ready"

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return self._admission.waiting

    @property
    def assistant(self) -> Assistant:
        """The assistant; NotReady until it is loaded."""
        if self._assistant is None:
            raise NotReady("The desk is still loading its index.", "Try again in a few seconds.")
        return self._assistant

    def listen(self, listener: Listener) -> None:
        """Have a listener told of every answer from now on."""
        self._listeners.append(listener)

    async def warm(self) -> None:
        """Load the assistant and answer one question, so that the first one asked is not slow."""
        self._assistant = await self._in_pool(self._loaded)
        if self._state == "loading":
            self._state = "ready"

    def _loaded(self) -> Assistant:
        assistant = self._load()
        # The first goes through retrieval, the second through composing and verifying; neither asks a chat model.
        assistant.find(_WARMING)
        assistant.answer(["What does NACM 7 say?"])
        return assistant

    def stop(self) -> None:
        """Take no more questions; those under way, and those that wait for their turn, are still answered."""
        self._state = "closing"

    def close(self) -> None:
        """Be done: what is under way is finished, what waits is not begun."""
        self.stop()
        self._pool.shutdown(wait=False)

    async def answer(self, turns: Sequence[str], caller: Caller) -> Answer:
        """The answer to the last turn; InvalidQuestion, NotReady or Overloaded where there is none."""
        # Only the last event is handed over: each one wakes the event loop, which the thread that answers has to wait for.
        async with aclosing(self._asked(turns, caller, Done)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with the answer")

    async def stream(self, turns: Sequence[str], caller: Caller) -> AsyncGenerator[Event, None]:
        """The events of an answer as they are made; closing it stops the work. Errors as for `answer`, before the first event."""
        async with aclosing(self._asked(turns, caller, object)) as events:
            async for event in events:
                yield event

    async def _asked(self, turns: Sequence[str], caller: Caller, wanted: type) -> AsyncGenerator[Event, None]:
        """The events of this type, when it is the caller's turn; the listeners are told of the answer."""
        check_history(turns)
        assistant, start = self._open(), perf_counter()
        async with self._admission.turn(), aclosing(self._events(assistant, turns, wanted)) as events:
            async for event in events:
                if isinstance(event, Done):
                    answered = Answered(caller=caller, answer=event.answer, seconds=perf_counter() - start)
                    for listener in self._listeners:
                        listener(answered)
                yield event

    async def call(self, function: Callable[[Assistant], _T]) -> _T:
        """What a function makes of the assistant, in a thread, when its turn comes; NotReady or Overloaded where it has none."""
        assistant = self._open()
        async with self._admission.turn():
            return await self._in_pool(lambda: function(assistant))

    def _open(self) -> Assistant:
        if self._state == "closing":
            raise NotReady("The desk is shutting down.", "Ask again in a few seconds.")
        return self.assistant

    async def _in_pool(self, function: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, copy_context().run, function)

    async def _events(self, assistant: Assistant, turns: Sequence[str], wanted: type) -> AsyncGenerator[Event, None]:
        """The events of this type that a thread makes; when nobody wants more, the thread stops at the next one."""
        loop, unwanted = asyncio.get_running_loop(), threading.Event()
        made: asyncio.Queue[Event | None] = asyncio.Queue()

        def work() -> None:
            try:
                with closing(assistant.stream(turns)) as events:
                    for event in events:
                        if unwanted.is_set():
                            return
                        if isinstance(event, wanted):
                            loop.call_soon_threadsafe(made.put_nowait, event)
            finally:
                loop.call_soon_threadsafe(made.put_nowait, None)

        # In the context of the request, so that what the thread logs carries its id.
        running = loop.run_in_executor(self._pool, copy_context().run, work)
        try:
            while (event := await made.get()) is not None:
                yield event
            await running
        finally:
            unwanted.set()


def check_history(turns: Sequence[str]) -> None:
    """InvalidQuestion for more turns, or a longer one, than can be read: nothing is ever cut off."""
    if len(turns) > MOST_TURNS:
        raise InvalidQuestion(f"The conversation has {len(turns):,} turns; at most {MOST_TURNS} can be read.", "Begin a new conversation.")
    for number, turn in enumerate(turns[:-1], 1):
        if len(turn) > MAX_CHARACTERS:
            raise InvalidQuestion(
                f"Turn {number} has {len(turn):,} characters; at most {MAX_CHARACTERS:,} can be read.", "Shorten it to what matters."
            )
    if (total := sum(map(written_out, turns))) > MOST_CHARACTERS:
        raise InvalidQuestion(
            f"The conversation has {total:,} characters; at most {MOST_CHARACTERS:,} can be read.", "Begin a new conversation."
        )
