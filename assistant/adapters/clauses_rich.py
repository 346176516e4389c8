"""Prints clauses of the register in the terminal (rich)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.adapters.answer_rich import MAX_WIDTH
from assistant.schemas import ClauseOut


def print_clause(console: Console, clause: ClauseOut) -> None:
    """Print one clause whole: label, section, binding force, verbatim text and where it stands in the source file."""
    width = min(console.width, MAX_WIDTH)
    console.print(Text.assemble((clause.label, "bold cyan"), (f" · {clause.force}", "dim")), width=width)
    console.print(Text(f"{clause.code}, {clause.section}", style="dim"), width=width)
    if clause.stem:
        console.print(Padding.indent(Text(clause.stem, style="italic"), 2), width=width)
    console.print(Padding.indent(Text(f"“{clause.text}”"), 2), width=width)
    source = f"{clause.id} · {clause.source.file}, characters {clause.source.start} to {clause.source.end}"
    console.print(Text(source, style="dim"), width=width)


def print_clause_list(console: Console, clauses: Sequence[ClauseOut]) -> None:
    """Print a line for each clause, under its code and section."""
    id_width = max((len(c.id) for c in clauses), default=0)
    for code, of_code in groupby(clauses, key=lambda c: c.code):
        console.print(Text(code, style="bold"))
        for section, of_section in groupby(of_code, key=lambda c: c.section):
            table = Table.grid(padding=(0, 2))
            table.add_column(style="cyan", no_wrap=True, min_width=id_width)
            table.add_column()
            for clause in of_section:
                table.add_row(Text(clause.id), Text(clause.text, no_wrap=True, overflow="ellipsis"))
            console.print(Text(f"  {section}", style="italic"))
            console.print(Padding.indent(table, 4))
        console.print()
