"""Serves MCP on standard input and output, to one client that starts the process."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

from assistant.errors import EthicsDeskError
from assistant.mcp_server.refusals import protocol_error, refusal, told
from assistant.mcp_server.server import DeskServer
from assistant.service import AnswerService

_NEED_THE_INDEX = frozenset({"tools/call", "resources/list", "resources/read", "prompts/get"})
_log = logging.getLogger(__name__)


async def serve_stdio(service: AnswerService) -> None:
    """Serve until standard input ends; the index is loaded meanwhile, and built where there is none."""
    loading = Loading(service)
    loading.begin()
    await DeskServer(service, [loading]).run_stdio_async()


class Loading:
    """Middleware that has requests wait until the service is ready: a client that started the desk should not need to try again."""

    def __init__(self, service: AnswerService) -> None:
        self._service = service
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> asyncio.Task[None]:
        """The loading under way; begun anew where it has failed, since what was missing may have come."""
        if self._task is None or (self._task.done() and not self._service.ready):
            self._task = asyncio.create_task(self._service.warm())
            self._task.add_done_callback(_report)
        return self._task

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """Handle a request once what it needs is there."""
        if ctx.method in _NEED_THE_INDEX:
            try:
                # One that is cancelled does not end the loading for the others.
                await asyncio.shield(self.begin())
            except EthicsDeskError as error:
                if ctx.method == "tools/call":
                    return refusal(error)
                raise protocol_error(error) from None
        return await call_next(ctx)


def _report(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if isinstance(error, EthicsDeskError):
        _log.error("not ready: %s", told(error))
    elif error is not None:
        _log.error("not ready", exc_info=error)
