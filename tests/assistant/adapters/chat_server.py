"""A chat model's server on this machine, which sends what a test scripts: answers, faults and endless streams.

with ChatServer() as server:
    server.script = in_turn(refuses(500), said('{"a": 1}'))
    ...  # ask f"{server.url}/v1" in OpenAI's protocol, or server.url in Ollama's
    assert server.received[0].body["model"] == "test"
"""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from time import monotonic
from types import TracebackType
from typing import Any, Self

STALL = "stall"
"""A step: send nothing more until the caller hangs up or the server closes."""
DROP = "drop"
"""A step: cut the connection in the middle of the reply."""
Step = bytes | float | str
"""What is done next: send these bytes, wait so many seconds, STALL or DROP."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A status, headers and the steps of the body; `silent` leaves out status and headers as well."""

    steps: Callable[[], Iterable[Step]] = tuple
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request; `headers` by their names in small letters."""

    path: str
    headers: Mapping[str, str]
    body: Any


Script = Callable[[Any], Reply]
"""The reply to a request's JSON body."""


def in_turn(*replies: Reply) -> Script:
    """A script that gives these replies in order, the last one again and again."""
    left = chain(replies, repeat(replies[-1]))
    lock = threading.Lock()

    def script(body: Any) -> Reply:
        with lock:
            return next(left)

    return script


def said(text: str, *, size: int = 12, delay: float = 0.0, usage: tuple[int, int] | None = (11, 7), finish: str | None = "stop") -> Reply:
    """The text as a stream of pieces of `size` characters, `delay` seconds apart, then the tokens counted."""
    return Reply(steps=lambda: chain(_said(text, size, delay), _ended(usage, finish)))


def completion(text: str) -> Reply:
    """The text at once, for a request that asks for no stream."""
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    document = {"id": "c", "object": "chat.completion", "created": 0, "model": "test", "usage": usage}
    document["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]
    return Reply(steps=lambda: [json.dumps(document).encode()], headers={"Content-Type": "application/json"})


def refuses(status: int, message: str = "no", *, code: str | None = None, headers: Mapping[str, str] | None = None) -> Reply:
    """An error in OpenAI's form."""
    document = {"error": {"message": message, "type": "scripted", "param": None, "code": code}}
    return Reply(
        steps=lambda: [json.dumps(document).encode()], status=status, headers={"Content-Type": "application/json", **(headers or {})}
    )


def stalls(text: str = "") -> Reply:
    """Nothing at all, not even a status; or this text, and nothing after it."""
    return Reply(steps=lambda: chain(_said(text, 12, 0.0), [STALL]), silent=not text)


def breaks_off(text: str = "") -> Reply:
    """This text, and then the connection is cut."""
    return Reply(steps=lambda: chain(_said(text, 12, 0.0), [DROP]))


def ends_early(text: str) -> Reply:
    """This text as a stream that ends in good order, but without the sign that the model has finished."""
    return Reply(steps=lambda: chain(_said(text, 12, 0.0), [b"data: [DONE]\n\n"]))


def endless(text: str, *, delay: float = 0.0) -> Reply:
    """This text over and over."""
    return Reply(steps=lambda: chain.from_iterable(_said(text, len(text), delay) for _ in repeat(None)))


def trickles(text: str, *, delay: float = 1.0) -> Reply:
    """The stream of `said`, one byte after the other."""
    return slowly(said(text), delay=delay)


def slowly(reply: Reply, *, delay: float = 1.0) -> Reply:
    """Another reply, one byte after the other."""
    whole = b"".join(s for s in reply.steps() if isinstance(s, bytes))
    return replace(reply, steps=lambda: chain.from_iterable((bytes([b]), delay) for b in whole))


def only_comments(*, delay: float = 0.05) -> Reply:
    """A stream that is kept alive by comments and never says anything."""
    return Reply(steps=lambda: chain.from_iterable((b": keep-alive\n\n", delay) for _ in repeat(None)))


def thinks(*, delay: float = 0.1) -> Reply:
    """A stream of pieces without text, as servers send while a model thinks aloud."""
    piece = _event([{"index": 0, "delta": {"role": "assistant", "content": "", "reasoning_content": "hm"}, "finish_reason": None}])
    return Reply(steps=lambda: chain.from_iterable((piece, delay) for _ in repeat(None)))


def nonsense(raw: bytes = b'data: {"choices": [{"delta": \n\n') -> Reply:
    """A stream of bytes that are no JSON."""
    return Reply(steps=lambda: [raw])


def ollama_said(text: str, *, size: int = 12) -> Reply:
    """The text in Ollama's protocol, a line of JSON for each piece."""
    last = {"model": "test", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
    return _lines([*_ollama_lines(text, size), {**last, "prompt_eval_count": 11, "eval_count": 7}])


def ollama_stalls(text: str) -> Reply:
    """The text in Ollama's protocol, and nothing after it."""
    raw = [json.dumps(line).encode() + b"\n" for line in _ollama_lines(text, 12)]
    return Reply(steps=lambda: [*raw, STALL], headers={"Content-Type": "application/x-ndjson"})


def ollama_broken(text: str, *, error: str = "") -> Reply:
    """The text in Ollama's protocol without the last line; or with an error for it."""
    return _lines([*_ollama_lines(text, 12), *([{"error": error}] if error else [])])


def _ollama_lines(text: str, size: int) -> list[dict[str, Any]]:
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    return [{"model": "test", "message": {"role": "assistant", "content": piece}, "done": False} for piece in pieces]


def _lines(documents: Sequence[Mapping[str, Any]]) -> Reply:
    raw = [json.dumps(d).encode() + b"\n" for d in documents]
    return Reply(steps=lambda: raw, headers={"Content-Type": "application/x-ndjson"})


def _event(choices: list[dict[str, Any]], **more: Any) -> bytes:
    document = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "test", "choices": choices, **more}
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def _said(text: str, size: int, delay: float) -> Iterator[Step]:
    for start in range(0, len(text), size):
        delta = {"role": "assistant", "content": text[start : start + size]}
        yield _event([{"index": 0, "delta": delta, "finish_reason": None}])
        if delay:
            yield delay


def _ended(usage: tuple[int, int] | None, finish: str | None) -> Iterator[Step]:
    yield _event([{"index": 0, "delta": {}, "finish_reason": finish}])
    if usage:
        counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
        yield _event([], usage=counted)
    yield b"data: [DONE]\n\n"


class ChatServer:
    """Answers every POST by `script` and keeps what it received; closing lets go of every handler that stalls."""

    def __init__(self) -> None:
        self.script: Script = in_turn(said("{}"))
        self.received: list[Received] = []
        self.connections = 0
        self._busy = 0
        self._idle = threading.Condition()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def idle_within(self, seconds: float) -> bool:
        """Whether, by then at the latest, no request is being answered any more and every connection is closed."""
        with self._idle:
            return self._idle.wait_for(lambda: self._busy == 0, timeout=seconds)

    def change_busy(self, by: int) -> None:
        """Count a connection that begins or ends."""
        with self._idle:
            self._busy += by
            self.connections += max(by, 0)
            self._idle.notify_all()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for the handlers, and none outlives its test
    block_on_close = True

    def __init__(self, chat: ChatServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chat = chat
        self.closing = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # for writing too: a caller that stops reading an endless reply does not hold the server up
    server: _Server

    def handle(self) -> None:
        """One connection, counted while it is open."""
        self.server.chat.change_busy(1)
        try:
            super().handle()
        finally:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            self.server.chat.change_busy(-1)

    def do_POST(self) -> None:
        """Keep the request and send the reply to it, one request a connection."""
        self.close_connection = True
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.chat.received.append(Received(path=self.path, headers=headers, body=body))
        reply = self.server.chat.script(body)
        if not reply.silent:
            self.send_response(reply.status)
            for name, value in {"Content-Type": "text/event-stream", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Connection", "close")
            self.end_headers()
        with suppress(OSError):
            if self._played(reply.steps()):
                self.wfile.write(b"0\r\n\r\n")

    def _played(self, steps: Iterable[Step]) -> bool:
        """Whether all steps were taken, none of which cuts the connection."""
        for step in steps:
            if step == DROP or self.server.closing.is_set():
                return False
            if isinstance(step, bytes):
                self.wfile.write(f"{len(step):x}\r\n".encode() + step + b"\r\n")
            elif self._hung_up(float("inf") if step == STALL else float(step)):
                return False
        return True

    def _hung_up(self, seconds: float) -> bool:
        """Wait so long; whether the caller hung up or the server closed meanwhile."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if self.server.closing.is_set() or select.select([self.connection], [], [], min(left, 0.02))[0]:
                return True
        return False

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""
