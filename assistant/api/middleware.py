"""What happens to every request before its route: an id, a head and a body that can be trusted, headers that keep browsers safe."""

from __future__ import annotations

import asyncio
import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from assistant.api.problems import problem_response

MOST_BYTES = 1 << 20
MOST_HEAD_BYTES = 16 << 10
BODY_SECONDS = 10.0
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
}


class RequestId:
    """Gives each request an id, taken from `X-Request-ID` where that is a plain word, and sends it back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = scope["request_id"] = given if _REQUEST_ID.fullmatch(given) else f"req_{secrets.token_hex(8)}"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with bound_contextvars(request_id=request_id):
            await self._app(scope, receive, sending)


class SecurityHeaders:
    """Sets headers that keep a browser from doing more with a response than it should; a route's own headers stand."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


class PlainHead:
    """Refuses a head that a proxy may read in another way than we do, and one that is too large; such a connection ends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = scope.get("headers", [])
        names = {name for name, _ in headers}
        if scope["type"] == "http" and {b"content-length", b"transfer-encoding"} <= names:
            detail, hint = "The length of the body is given in two ways.", "Send either Content-Length or Transfer-Encoding."
            await problem_response(Request(scope), 400, detail, hint=hint)(scope, receive, _closing(send))
        elif scope["type"] == "http" and sum(len(name) + len(value) for name, value in headers) > MOST_HEAD_BYTES:
            detail = f"The headers are larger than {MOST_HEAD_BYTES:,} bytes."
            await problem_response(Request(scope), 431, detail, hint="Send fewer or shorter ones.")(scope, receive, _closing(send))
        else:
            await self._app(scope, receive, send)


class WholeBody:
    """Reads a body whole before the route sees it: 413 when it is too large, 408 when it does not come in time."""

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        declared = request.headers.get("content-length", "")
        try:
            too_large = declared.isdecimal() and int(declared) > self._most_bytes
            async with asyncio.timeout(self._seconds):
                body = None if too_large else await self._read(receive)
        except TimeoutError:
            refused = problem_response(request, 408, f"The body did not come within {self._seconds:.0f} seconds.", hint="Send it again.")
            await refused(scope, receive, _closing(send))
            return
        except ClientDisconnect:
            # Half a request is none, and nobody waits for a response.
            return
        if body is None:
            detail = f"The body is larger than {self._most_bytes:,} bytes."
            refused = problem_response(request, 413, detail, hint="Shorten it, or begin a new conversation.")
            await refused(scope, receive, _closing(send))
            return
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The body; None when it is too large, ClientDisconnect when the client goes away before its end."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            if len(body) > self._most_bytes:
                return None
            if not message.get("more_body", False):
                return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read, and then what comes after it."""
    given = False

    async def replaying() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replaying


def _closing(send: Send) -> Send:
    """Ends the connection after the response: the rest of a body that nobody reads must not be taken for a request."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    return sending
