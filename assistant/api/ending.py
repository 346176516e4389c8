"""Tells an app that its process was asked to end, while its server still finishes what is under way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_Handler = Callable[[int, FrameType | None], object]


@contextmanager
def told_of_end(tell: Callable[[], None]) -> Iterator[None]:
    """Calls `tell` at a signal that ends the server, and then what the server has set up for it.

    The server's own event comes only after the last connection is closed, which is too late to turn new questions away.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals reach the main thread only: whoever serves in another one ends the server by other means.
        yield
        return
    before = {number: handler for number in _SIGNALS if callable(handler := signal.getsignal(number))}
    for number, handler in before.items():
        signal.signal(number, _first(tell, handler))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _first(tell: Callable[[], None], handler: _Handler) -> _Handler:
    def handling(number: int, frame: FrameType | None) -> None:
        tell()
        handler(number, frame)

    return handling
