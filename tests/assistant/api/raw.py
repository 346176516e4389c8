"""Requests as bytes, for what no client library would send, and what comes back."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any

QUESTION = b'{"question": "What does NACM 7 say?"}'
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A response; `text` is its body."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def problem(self) -> dict[str, Any]:
        """The body as JSON."""
        read: dict[str, Any] = json.loads(self.text)
        return read


def get(path: str, *lines: str, method: str = "GET") -> bytes:
    """A request without a body, with these header lines."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode("latin-1")


def post(path: str = "/v1/ask", *lines: str, body: bytes = QUESTION, length: str | None = "") -> bytes:
    """A request with a body of JSON; `length` is the Content-Length, "" for the true one and None for none."""
    declared = [] if length is None else [f"Content-Length: {length or len(body)}"]
    return get(path, "Content-Type: application/json", *declared, *lines, method="POST") + body


def chunked(*chunks: bytes) -> bytes:
    """A body in chunks."""
    return b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"


@contextmanager
def connected(address: str, seconds: float = 30) -> Iterator[socket.socket]:
    """A bare connection, on which nothing may be silent for longer than so many seconds."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        yield connection


def reply(address: str, *pieces: bytes, method: str = "GET") -> Reply:
    """The first response to these bytes."""
    with connected(address) as connection:
        _send(connection, pieces)
        with HTTPResponse(connection, method=method) as response:
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Reply(status=response.status, headers=headers, text=response.read().decode())


def statuses(address: str, *pieces: bytes) -> list[int]:
    """The status of each response to these bytes, until the server ends the connection."""
    got = b""
    with connected(address) as connection:
        _send(connection, pieces)
        try:
            while piece := connection.recv(65536):
                got += piece
        except ConnectionResetError:
            pass  # what was sent and not read makes the end a hard one
    return [int(status) for status in _STATUS.findall(got)]


def _send(connection: socket.socket, pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            connection.sendall(piece)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server has refused before all was sent
