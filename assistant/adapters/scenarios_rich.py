"""Prints discussion scenarios in the terminal (rich)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.adapters.answer_rich import MAX_WIDTH
from assistant.schemas import ClauseRefOut, OptionOut, ScenarioOut, ScenarioSummaryOut


def print_scenario_list(console: Console, scenarios: Sequence[ScenarioSummaryOut]) -> None:
    """Print a line for each scenario: id, title and topics."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for scenario in scenarios:
        topics = ", ".join(t.title for t in scenario.topics)
        table.add_row(Text(scenario.id), Text.assemble(scenario.title, (f" · {topics}", "dim")))
    console.print(table)


def print_scenario(console: Console, scenario: ScenarioOut) -> None:
    """Print one scenario whole, in the order in which a discussion takes it."""
    page = _Page(console)
    page.line(Text(scenario.title, style="bold cyan"))
    page.line(Text(f"{scenario.id} · {', '.join(t.title for t in scenario.topics)}", style="dim"))
    page.line(Padding.indent(Text(scenario.story), 2))
    page.part("To discuss", [("-", prompt) for prompt in scenario.prompts])
    page.part("Ways to act", [row for option in scenario.options for row in _option_rows(option)])
    page.part("A twist", [("", scenario.twist.text), ("", f"→ {_labels(scenario.twist.clauses)}")])
    page.part("Whom to talk to", [(referral.who, referral.why) for referral in scenario.consult])
    page.part("Clauses", [("central", _labels(scenario.central)), ("related", _labels(scenario.related))])
    if scenario.facilitator:
        leading = scenario.facilitator
        rows = [(f"{step.minutes} min", step.text) for step in leading.steps]
        page.part(f"For the facilitator, {leading.minutes} minutes", [*rows, *(("note", note) for note in leading.notes)])


def _option_rows(option: OptionOut) -> list[tuple[str, str]]:
    return [(option.id, option.text), ("", f"+ {_labels(option.speaks_for)}"), ("", f"− {_labels(option.speaks_against)}")]


def _labels(clauses: Sequence[ClauseRefOut]) -> str:
    return "; ".join(c.label for c in clauses)


class _Page:
    """Parts under one another, no wider than they read well."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, MAX_WIDTH)

    def line(self, content: RenderableType) -> None:
        self._console.print(content, width=self._width)

    def part(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        """A heading, and under it texts with their marks to the left."""
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", no_wrap=True)
        table.add_column()
        for mark, text in rows:
            table.add_row(Text(mark), Text(text))
        self._console.print()
        self.line(Text(title, style="bold"))
        self.line(Padding.indent(table, 2))
