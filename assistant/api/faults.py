"""The last net: a fault of ours is logged by its kind and place, and the caller is told that there was one."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import problem_response

_log = structlog.get_logger(__name__)


class Faults:
    """Answers 500 for an exception that nothing else has handled; a response that was begun just ends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending if scope["type"] == "http" else send)
        except Exception as error:  # whatever it is: let through, the server would write it out, with a message that may quote the question
            if scope["type"] != "http":
                raise
            _log.error("failed", exc_info=error)
            if not begun:
                hint = "Report the request id to whoever runs the desk."
                refused = problem_response(Request(scope), 500, "The desk failed on this request.", hint=hint)
                await refused(scope, receive, send)
