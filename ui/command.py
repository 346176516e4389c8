"""The `ui` command: the web chat, and the desk behind it where no other one is named."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console

from assistant.client import URL_VARIABLE, EthicsDesk
from assistant.hosts import is_loopback
from ui.processes import Child, free_port, run, take_port
from ui.settings import UiSettings, load_ui_settings

_APP = Path(__file__).parent / "served.py"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a page on every address is looked at from here
_DESK_STARTS_WITHIN = 600
"""Seconds: the first start builds the index, on a slow machine for minutes."""
_PAGES_START_WITHIN = 60
# Brackets are those of addresses.
_console = Console(markup=False)


def ui(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 0,
) -> None:
    """Serve the web chat, and the HTTP API behind it unless ETHICS_DESK_URL names one; options go before the settings."""
    settings = load_ui_settings(host, port)
    take_port(settings.host, settings.port)
    signal.signal(signal.SIGTERM, _end)
    desk_url = os.environ.get(URL_VARIABLE, "")
    # An address or a key that cannot be used is told here, where whoever runs the desk reads it.
    EthicsDesk(desk_url or None).close()
    children = [] if desk_url else [_desk(free_port())]
    children.append(pages(settings, desk_url or children[0].health.removesuffix("/health/ready")))
    address = _address(settings)
    if not is_loopback(settings.host):
        _console.print(
            "The network can reach the web chat, and whoever reaches it may ask: docs/ui.md says how to keep it in.", soft_wrap=True
        )
    _console.print("Getting ready …")
    run(
        children,
        lambda: _console.print(f"Ethics Desk is at {address} · Ctrl+C ends it.", soft_wrap=True),
        lambda child: _console.print(f"{child.name} has ended; it is started again.", soft_wrap=True),
    )


def _desk(port: int) -> Child:
    """The HTTP API for this web chat alone; it tells of warnings only, so that the one address stands out."""
    return Child(
        name="The desk",
        command=[sys.executable, "-m", "assistant", "api"],
        health=f"http://127.0.0.1:{port}/health/ready",
        starts_within=_DESK_STARTS_WITHIN,
        variables={
            "ETHICS_DESK_API_HOST": "127.0.0.1",
            "ETHICS_DESK_API_PORT": str(port),
            "ETHICS_DESK_LOG_LEVEL": os.environ.get("ETHICS_DESK_LOG_LEVEL", "warning"),
        },
    )


def pages(settings: UiSettings, desk_url: str) -> Child:
    """Streamlit; how it looks and what it does not send stands in `.streamlit/config.toml` beside the app."""
    options = {"server.address": settings.host, "server.port": settings.port, "logger.hideWelcomeMessage": "true"}
    return Child(
        name="The web chat",
        command=[sys.executable, "-m", "streamlit", "run", str(_APP), *(f"--{name}={value}" for name, value in options.items())],
        health=f"{_address(settings)}/_stcore/health",
        starts_within=_PAGES_START_WITHIN,
        variables={URL_VARIABLE: desk_url},
    )


def _address(settings: UiSettings) -> str:
    host = _EVERYWHERE.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _end(number: int, frame: FrameType | None) -> None:
    """On a signal to end: as Ctrl+C does, so that the processes are ended."""
    raise KeyboardInterrupt
