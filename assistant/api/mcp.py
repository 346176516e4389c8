"""MCP over streamable HTTP, behind the door of the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from assistant.api.callers import Doorkeeper
from assistant.api.desk import Desk
from assistant.api.middleware import MOST_BYTES
from assistant.errors import Forbidden, NotReady
from assistant.mcp_server.server import DeskServer

PATH = "/mcp"
MCP_HEADERS = ("Mcp-Method", "Mcp-Name", "Mcp-Protocol-Version")
"""What a client in a page sends besides the usual headers."""
# The library's own check needs to know every name that the desk is reached by, and behind a proxy it is reached by others. Against a
# page that rebinds its name to this machine stand the door, which opens without a key for names of this machine only, and the check of
# the page's origin below.
_OURS = TransportSecuritySettings(enable_dns_rebinding_protection=False)


class McpEndpoint:
    """The MCP server at one path, for callers with the scope "ask".

    Nothing is kept between two requests, so that any of several workers can answer any of them.
    """

    def __init__(self, desk: Desk, doorkeeper: Doorkeeper) -> None:
        self._desk = desk
        self._doorkeeper = doorkeeper
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serves inside this block; on leaving it, what is under way ends."""
        server = DeskServer(self._desk.service)
        server.streamable_http_app(stateless_http=True, transport_security=_OURS, max_request_body_size=MOST_BYTES)
        self._manager = server.session_manager
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a caller in, and hand the request on to the server."""
        request = Request(scope)
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._desk.settings.api_origins:
            raise Forbidden("Pages of this origin may not call the desk.", "Whoever runs the desk can name it in ETHICS_DESK_API_ORIGINS.")
        request.state.caller = await self._doorkeeper.admit(request, "ask", "mcp")
        if self._manager is None:
            raise NotReady("The desk is closing.", "Try again in a few seconds.")
        await self._manager.handle_request(scope, receive, send)
