"""The `live` command: serves the desk in this network for one discussion, with a key for its facilitator that ends by itself."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console

from assistant.hosts import is_loopback
from assistant.records import LIVE_KEY
from assistant.settings import Settings, load_settings

_EVERYWHERE = "0.0.0.0"  # noqa: S104 - the phones in the room have to reach it
_ANY_ADDRESS = ("192.0.2.1", 9)
"""Of a block that is for documentation only: nothing is ever sent there, the system only says by which way it would be."""
_KEY_LASTS = timedelta(hours=18)
# Brackets are those of addresses.
_console = Console(markup=False)


def live(
    host: Annotated[str, typer.Option(help="The address of this machine that phones reach; found out if not given.")] = "",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
) -> None:
    """Serve a live room to the phones in this network, and print the facilitator's address, which lasts for a day."""
    address = _address(load_settings(), host or _own_address(), port)
    # By way of the environment, as the options of `api`: workers, which are processes of their own, see them too.
    os.environ |= {"ETHICS_DESK_API_HOST": _EVERYWHERE, "ETHICS_DESK_API_PORT": str(port), "ETHICS_DESK_ROOM_URL": address}
    os.environ.setdefault("ETHICS_DESK_LOG_LEVEL", "warning")
    settings = load_settings()
    token = _new_key(settings)
    _console.print(f"Lead the discussion at {address}/live#key={token}", soft_wrap=True)
    _console.print(f"Phones join at {address}/join with the room's code.", soft_wrap=True)
    if is_loopback(host or _own_address()):
        _console.print(
            "This machine has no address in a network that phones could reach; name one with --host, or connect it.", soft_wrap=True
        )
    _console.print("The address with the key is for you alone; it works for 18 hours. Ctrl+C ends the desk.", soft_wrap=True)
    from assistant.api.serve import serve

    serve(settings)


def _address(settings: Settings, host: str, port: int) -> str:
    """The address under which phones reach the desk: the one of the settings, where a proxy stands before it, or this machine's own."""
    return settings.room_url or (f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")


def _own_address() -> str:
    """The address of this machine in its network; 127.0.0.1 where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ANY_ADDRESS)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _new_key(settings: Settings) -> str:
    from assistant.wiring import build_keys

    now = datetime.now(UTC)
    with closing(build_keys(settings)) as keys:
        _, token = keys.create(f"{LIVE_KEY}{now:%Y-%m-%d %H:%M:%S.%f}", ["ask", "facilitate"], now + _KEY_LASTS)
    return token
