"""Who calls a tool: whom the HTTP door let in, or whoever started this process."""

from __future__ import annotations

import secrets
from typing import Any

from mcp.server.mcpserver import Context

from assistant.service import Caller


def caller_of(context: Context[Any, Any]) -> Caller:
    """The caller, which the HTTP door leaves in the state of the request; without a request it is somebody on this machine."""
    request = context.request_context.request
    if request is None:
        return Caller(surface="mcp", request_id=f"req_{secrets.token_hex(8)}")
    caller: Caller = request.state.caller
    return caller
