"""Reads server-sent events from bytes as they come, whichever way the network has cut them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Not str.splitlines: it also splits at characters that may stand in the text of an event, such as U+2028.
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event: its type, "message" where none was given, and its data."""

    type: str
    data: str


class EventTooLarge(ValueError):
    """An event is larger than anything that should come."""


@dataclass(slots=True)
class EventParser:
    """Takes the bytes of one stream; no event may have more than `most_bytes`."""

    most_bytes: int
    _rest: bytes = b""
    _type: str = ""
    _data: list[str] = field(default_factory=list)
    _size: int = 0

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that are complete with this chunk; EventTooLarge."""
        for line in self._lines(chunk):
            if not line:
                yield from self._dispatched()
                continue
            self._size += len(line)
            self._check(self._size)
            self._take(line)

    def _lines(self, chunk: bytes) -> list[bytes]:
        text = self._rest + chunk
        # A carriage return at the very end may be the first half of a line end.
        held = text.endswith(b"\r")
        *lines, self._rest = _LINE_END.split(text[:-1] if held else text)
        if held:
            self._rest += b"\r"
        self._check(self._size + len(self._rest))
        return lines

    def _check(self, size: int) -> None:
        if size > self.most_bytes:
            raise EventTooLarge(f"an event has more than {self.most_bytes:,} bytes")

    def _take(self, line: bytes) -> None:
        name, _, value = line.decode("utf-8", errors="replace").partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._type = value
        elif name == "data":
            self._data.append(value)

    def _dispatched(self) -> Iterator[ServerSentEvent]:
        """The event that a blank line ends; one without data is none."""
        if self._data:
            yield ServerSentEvent(self._type or "message", "\n".join(self._data))
        self._type, self._size = "", 0
        self._data.clear()
