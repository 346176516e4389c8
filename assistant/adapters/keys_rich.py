"""Prints API keys (rich)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.records import ApiKey

_DAY = "%Y-%m-%d"
_MINUTE = "%Y-%m-%d %H:%M"


def print_keys(console: Console, keys: Sequence[ApiKey], now: datetime) -> None:
    """Print a line for each key with its state at this time; times are in UTC."""
    if not keys:
        console.print("There are no keys. `ethics-desk keys create` makes one.", markup=False, highlight=False, soft_wrap=True)
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("id", "name", "scopes", "created", "expires (UTC)", "state"):
        table.add_column(name, overflow="fold")
    for key in keys:
        expires = "never" if key.expires is None else f"{key.expires:{_MINUTE}}"
        cells = (key.id, key.name, ", ".join(sorted(key.scopes)), f"{key.created:{_DAY}}", expires, _state(key, now))
        table.add_row(*map(Text, cells))
    console.print(table)


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked is not None:
        return f"revoked {key.revoked:{_DAY}}"
    return "usable" if key.usable(now) else "expired"
