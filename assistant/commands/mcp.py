"""The `mcp` command: the desk for an agent's client that starts it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.console import Console

from assistant.settings import load_settings

if TYPE_CHECKING:
    from assistant.api.desk import Desk


def mcp() -> None:
    """Serve MCP on standard input and output, for a client that starts this command."""
    from assistant.adapters.progress_rich import BuildProgress
    from assistant.api.desk import open_desk
    from assistant.api.logs import configure_logs
    from assistant.wiring import build

    settings = load_settings()
    # To standard error: standard output carries the protocol and nothing else.
    configure_logs(settings.log_level)
    with BuildProgress(Console(stderr=True)) as progress:
        asyncio.run(_serve(open_desk(settings, lambda: build(settings, progress))))


async def _serve(desk: Desk) -> None:
    from assistant.api.upkeep import purge_for_ever
    from assistant.mcp_server.stdio import serve_stdio

    purging = asyncio.create_task(purge_for_ever(desk))
    try:
        await serve_stdio(desk.service)
    finally:
        purging.cancel()
        await asyncio.gather(purging, return_exceptions=True)
        await asyncio.to_thread(desk.close)
