"""An assistant that works until it is stopped, to see whether it is."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence

from assistant.events import Event, StageDone
from assistant.pipeline import Assistant

SCREENED = StageDone("screen")


class Endless(Assistant):
    """An assistant that goes on with one question, with this event again and again, until nobody wants the answer any more."""

    def __init__(self, assistant: Assistant, repeated: Event = SCREENED) -> None:
        super().__init__(assistant.parts)
        self._repeated = repeated
        self.started = threading.Event()
        self.stopped = threading.Event()

    def stream(self, turns: Sequence[str]) -> Generator[Event, None, None]:
        """The events of an answer, which for the question "Go on." never comes."""
        if turns[-1] != "Go on.":
            yield from super().stream(turns)
            return
        try:
            while True:
                yield self._repeated
                self.started.set()
                threading.Event().wait(0.01)
        finally:
            self.stopped.set()
