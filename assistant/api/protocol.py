"""HTTP/1.1 as uvicorn speaks it with h11, with a time by which the head of a request must be there."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.api.problems import MEDIA_TYPE, URN
from assistant.wire import Problem

HEAD_SECONDS = 10.0


class DeskProtocol(H11Protocol):
    """Closes a connection on which the head of a request has been begun, or the first one is awaited, for too long.

    Between two requests uvicorn's own time for idle connections counts.
    """

    head_seconds = HEAD_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Await the first head."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Go on awaiting the head, unless this was the end of it."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._await_head()
        else:
            self._head_is_there()

    def connection_lost(self, exc: Exception | None) -> None:
        """Await nothing any more."""
        self._head_is_there()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._head_due is None:
            self._head_due = self.loop.call_later(self.head_seconds, self.timeout_keep_alive_handler)

    def _head_is_there(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def send_400_response(self, msg: str) -> None:
        """Tell of bytes that are no HTTP request in a problem document, and end the connection."""
        # In the middle of a response there is no other to send.
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            told = Problem(
                type=URN + "bad-request", title="Bad Request", status=400, detail=msg, hint="Send HTTP/1.1.", instance="", request_id=""
            )
            headers = [("content-type", MEDIA_TYPE), ("connection", "close"), ("cache-control", "no-store")]
            body = h11.Data(data=told.model_dump_json().encode())
            for event in (h11.Response(status_code=400, headers=headers), body, h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _should_upgrade(self) -> bool:
        """Nothing here speaks another protocol; without the two lines that uvicorn logs about it."""
        return False
