"""Bodies in JSON: of the one type that a page elsewhere cannot send unasked, plain, and in UTF-8."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

import structlog
from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.api.callers import Doorkeeper
from assistant.errors import RecordsUnavailable, UnreadableBody, UnsupportedBody

_JSON = "application/json"
_UTF8 = ("utf-8", "utf8")
_log = structlog.get_logger(__name__)


class JsonRoute(APIRoute):
    """A route that takes JSON: the address is counted and the type checked before the body is read as JSON."""

    counted = True

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, behind the checks."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def checked(request: Request) -> Response:
            if self.counted:
                doorkeeper: Doorkeeper = request.app.state.doorkeeper
                doorkeeper.count_address(request)
            _check_type(request)
            _check_encoding(await request.body())
            try:
                return await handle(request)
            except HTTPException as error:
                if error.status_code != 400:
                    raise
                # The one way in which FastAPI tells of JSON that the parser gives up on.
                raise UnreadableBody("The body is nested too deeply, or holds a number that is too long.", "Send less.") from error

        return checked


class RoomRoute(JsonRoute):
    """A route for the people in a room: they all may come from one address, so that what counts them is the room."""

    counted = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler; where the records lie on this machine, and what is wrong with them, is for the log and not for the room."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except RecordsUnavailable as error:
                _log.warning("a room cannot be used", message=error.message, hint=error.hint)
                raise RecordsUnavailable("The desk cannot read or keep anything at this moment.", "Try again in a moment.") from error

        return told


def _check_type(request: Request) -> None:
    """UnsupportedBody for anything but JSON in UTF-8, uncompressed."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    if message.get_content_type() != _JSON or str(message.get_param("charset", "utf-8")).lower() not in _UTF8:
        raise UnsupportedBody(f"This address takes {_JSON} in UTF-8.", f"Send `Content-Type: {_JSON}`.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedBody("A compressed body is not read.", "Send it without `Content-Encoding`.")


def _check_encoding(body: bytes) -> None:
    """UnreadableBody for what is not in UTF-8: the parser would guess at UTF-16, where a filter in between reads something else."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise UnreadableBody("The body is not in UTF-8.", "Send JSON in UTF-8.") from None
    if b"\0" in body:
        raise UnreadableBody("The body is not in UTF-8, or holds a null byte.", "Send JSON in UTF-8.")
