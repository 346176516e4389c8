"""Reads a blocking stream in a thread of its own, so that whoever waits for it can stop waiting at any time."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

_AHEAD = 256
"""How many pieces the thread may be ahead of the reader; an endless stream must not fill the memory."""
_LOOK = 0.1
"""Seconds after which a thread that waits for its reader looks whether there still is one."""
_here = threading.local()


class OutOfTime(Exception):
    """Nothing came in the time allowed."""


class StreamFailed(Exception):
    """The stream ended with an error, which is the cause of this one."""


class StreamThread:
    """A stream of pieces that a daemon thread reads; `start` is called there and gives the stream.

    Connections that are made in the thread and watched (`watching`) are cut when the reader gives up, so that a server which sends
    nothing, or nothing of use, holds neither the thread nor the connection.
    """

    def __init__(self, start: Callable[[], Iterator[Any]]) -> None:
        self._pieces: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue(_AHEAD)
        self._abandoned = threading.Event()
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, args=(start,), name="chat-model", daemon=True)
        self._thread.start()

    def rest(self, deadline: float, beat: float) -> Iterator[Any]:
        """The pieces still to come, and None every `beat` seconds; OutOfTime at the deadline, StreamFailed when the thread met an error."""
        due = monotonic() + beat
        while True:
            try:
                piece = self._next(min(due, deadline) - monotonic())
            except OutOfTime:
                if monotonic() >= deadline:
                    raise
                yield None
                due = monotonic() + beat
                continue
            if piece is None:
                return
            yield piece

    def _next(self, seconds: float) -> Any:
        """The next piece, None at the end."""
        if seconds <= 0:
            # Even if a piece is there: a stream without an end would never be stopped.
            raise OutOfTime
        try:
            piece, error = self._pieces.get(timeout=seconds)
        except queue.Empty:
            raise OutOfTime from None
        if error is not None:
            raise StreamFailed from error
        return piece

    def abandon(self) -> None:
        """Stop reading and cut the connections; may be called again, and after the end."""
        with self._lock:
            self._abandoned.set()
            for connection in self._sockets:
                _cut(connection)

    def hold(self, connection: socket.socket) -> None:
        """Remember a connection of this stream, to cut it when the stream is abandoned."""
        with self._lock:
            self._sockets.append(connection)
            if self._abandoned.is_set():
                _cut(connection)

    def _run(self, start: Callable[[], Iterator[Any]]) -> None:
        _here.stream = self
        try:
            for piece in start():
                if not self._put(piece, None):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the stream is read, who would wait in vain otherwise
            self._put(None, error)
        else:
            self._put(None, None)

    def _put(self, piece: Any, error: BaseException | None) -> bool:
        """Whether the reader can have it: false when there is none any more."""
        while not self._abandoned.is_set():
            with suppress(queue.Full):
                self._pieces.put((piece, error), timeout=_LOOK)
                return True
        return False


def watching() -> Mapping[str, list[Callable[[Any], None]]]:
    """Event hooks for a client of httpx or httpx2, by which connections made for a stream's thread are known to the stream."""
    return {"request": [_watch]}


def _watch(request: Any) -> None:
    request.extensions["trace"] = _note


def _note(event: str, info: Mapping[str, Any]) -> None:
    """Told of each step of a connection; those that make one return its network stream."""
    made = info.get("return_value")
    stream: StreamThread | None = getattr(_here, "stream", None)
    if stream is None or not event.endswith(("connect_tcp.complete", "start_tls.complete")) or made is None:
        return
    connection = made.get_extra_info("socket")
    if isinstance(connection, socket.socket):
        stream.hold(connection)


def _cut(connection: socket.socket) -> None:
    # Closing would not wake a thread that waits for bytes; the plain socket's method, because TLS's own forgets its state first.
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
