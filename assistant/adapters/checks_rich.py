"""Prints the doctor's findings in the terminal (rich)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.adapters.answer_rich import MAX_WIDTH


class Finding(Protocol):
    """What is printed of a check (doctor.Check)."""

    @property
    def name(self) -> str: ...
    @property
    def passed(self) -> bool: ...
    @property
    def detail(self) -> str: ...
    @property
    def hint(self) -> str: ...


def print_checks(console: Console, checks: Sequence[Finding]) -> None:
    """Print a line for each check, what to do under each one that failed, and the sum."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(ratio=1)
    for check in checks:
        state = Text("ok", style="green") if check.passed else Text("FAULT", style="bold red")
        table.add_row(state, Text(check.name), Text(check.detail))
        if not check.passed and check.hint:
            table.add_row("", "", Text(f"hint: {check.hint}", style="yellow"))
    width = min(console.width, MAX_WIDTH)
    console.print(table, width=width)
    faults = sum(not c.passed for c in checks)
    summary = "Everything is in order." if faults == 0 else f"{faults} of {len(checks)} checks found a fault."
    console.print(Text(f"\n{summary}", style="bold red" if faults else "bold green"), width=width)
