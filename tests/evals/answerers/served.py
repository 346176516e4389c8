"""A real server on this machine that speaks both protocols, and the answerers that ask it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from evals.answerers.endpoints import ChatAnswerer, ContractAnswerer
from tests.assistant.adapters.answers import CLAUSES

ASK, CHAT = "/v1/ask", "/v1/chat/completions"


@dataclass(kw_only=True)
class Sent:
    """What the server sends: a status, headers, and JSON or raw bytes; `stall` makes it wait and send nothing."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stall: bool = False


class Server(ThreadingHTTPServer):
    """Sends `replies` in order, the last one again and again, to either path; keeps what it receives."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Sent] = []
        self.received: list[tuple[str, Any, str | None]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def do_POST(self) -> None:
        """Keep the request and send the next reply; other paths than the two are not found."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append((self.path, asked, self.headers["Authorization"]))
        known = self.path in (ASK, CHAT)
        sent = (self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]) if known else Sent(status=404)
        if sent.stall:
            self.server.closing.wait()
            return
        raw = sent.body if isinstance(sent.body, bytes) else json.dumps(sent.body).encode()
        self.send_response(sent.status)
        for name, value in sent.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


def contract(server: Server, **options: Any) -> ContractAnswerer:
    """An answerer of our own interface, which does not wait between attempts."""
    return ContractAnswerer(server.url, **{"backoff": 0, **options})


def chat(server: Server, **options: Any) -> ChatAnswerer:
    """An answerer of chat completions, which does not wait between attempts."""
    return ChatAnswerer(f"{server.url}/v1", "model-1", CLAUSES, **{"backoff": 0, **options})


def completion(content: str | None, **more: Any) -> dict[str, Any]:
    """A chat completion with this text."""
    return {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": content, **more}, "finish_reason": "stop"}]}
