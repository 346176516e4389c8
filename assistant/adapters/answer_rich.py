"""Prints an answer in the terminal (rich), in the order of markdown.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from assistant.events import Cited, Done, Event, Stated
from assistant.markdown import Phrases, mark, running
from assistant.types import Answer, Clause, Statement

MAX_WIDTH = 100


def print_answer(console: Console, answer: Answer, phrases: Phrases) -> None:
    """Print the notices, the answer section by section, and a footer with the status and the corpus version."""
    for block in _Layout(answer, phrases).blocks():
        console.print(block, width=min(console.width, MAX_WIDTH))
        console.print()


def print_stream(console: Console, events: Iterable[Event], phrases: Phrases) -> Answer:
    """Show each statement as soon as it is verified, on a terminal, and at the end the whole answer in their place."""
    clauses: dict[str, Clause] = {}
    so_far = Text()
    with _growing(console) as live:
        for event in events:
            if isinstance(event, Cited):
                clauses[event.clause.id] = event.clause
            elif isinstance(event, Stated):
                _append(so_far, event.statement, clauses)
                live.update(Group(so_far, Spinner("dots")))
            elif isinstance(event, Done):
                answer = event.answer
    print_answer(console, answer, phrases)
    return answer


def print_trace(console: Console, answer: Answer) -> None:
    """Print how the explanation came about: the calls of the chat model, and each sentence dropped with the check it failed."""
    trace = answer.trace
    for call in trace.calls:
        cost = "" if call.cost is None else f", cost {call.cost:.6f}"
        told = "from the cache" if call.cached else f"{call.input_tokens} tokens read, {call.output_tokens} written{cost}"
        console.print(Text(f"{call.purpose} with {call.model} ({call.prompt}): {call.milliseconds:.0f} ms, {told}; {call.outcome}"))
    for dropped in trace.dropped:
        console.print(Text(f"dropped ({dropped.reason}, citing {', '.join(dropped.citations) or 'nothing'}): {dropped.text}"))
    stages = ", ".join(f"{name} {ms:.0f}" for name, ms in trace.timings_ms.items())
    console.print(Text(f"explanation: {trace.generation or 'extractive'}; milliseconds: {stages}"))


def _growing(console: Console) -> Live:
    """What is shown while an answer is made, gone once it is whole."""
    return Live(Spinner("dots"), console=console, transient=True, auto_refresh=console.is_terminal)


class _Layout:
    """The blocks of one answer; every text is a Text, so that nothing in it is read as markup."""

    def __init__(self, answer: Answer, phrases: Phrases) -> None:
        self._answer = answer
        self._phrases = phrases
        self._clauses = {c.id: c for c in answer.citations}

    def blocks(self) -> Iterator[RenderableType]:
        if self._answer.notices:
            yield Text("\n".join(n.text for n in self._answer.notices), style="dim")
        if safety := self._section("safety"):
            yield self._panel("heading_safety", _rows((f"{n}.", Text(s.text)) for n, s in enumerate(safety, 1)), "bold red")
        if short := self._section("short"):
            yield self._paragraph(short)
        if quotes := self._section("quotes"):
            yield Group(self._heading("heading_words", "bold cyan"), *self._quotes(quotes))
        if gaps := self._section("gaps"):
            yield Group(self._heading("heading_silent", "bold yellow"), _bullets(gaps))
        if consult := self._section("consult"):
            yield self._panel("heading_consult", _rows(("-", t) for t in self._consult(consult)), "bold magenta")
        if bring := self._section("bring"):
            yield Group(self._heading("heading_bring", "bold"), _bullets(bring))
        yield Text(f"{self._phrase(f'status_{self._answer.status}')} · corpus {self._answer.version}", style="dim")

    def _phrase(self, name: str) -> str:
        return self._phrases[name][self._answer.language]

    def _section(self, name: str) -> list[Statement]:
        return [s for s in self._answer.statements if s.section == name]

    def _heading(self, name: str, style: str) -> Text:
        return Text(self._phrase(name), style=style)

    def _panel(self, heading: str, content: RenderableType, style: str) -> Panel:
        return Panel(content, title=Text(self._phrase(heading)), title_align="left", box=box.HEAVY, border_style=style)

    def _paragraph(self, statements: Sequence[Statement]) -> Text:
        text = Text()
        for statement in statements:
            _append(text, statement, self._clauses)
        return text

    def _quotes(self, quotes: Sequence[Statement]) -> Iterator[RenderableType]:
        """The clauses grouped by code, the code of the most important clause first."""
        cited = [(q.text, self._clauses[q.citations[0]]) for q in quotes]
        for code_id in dict.fromkeys(clause.code for _, clause in cited):
            title = next(c.title for c in self._answer.codes if c.id == code_id)
            yield Text(f"\n{title}", style="italic")
            for text, clause in cited:
                if clause.code == code_id:
                    yield self._quote(text, clause)

    def _quote(self, text: str, clause: Clause) -> RenderableType:
        force = clause.force if text == clause.text else f"{clause.force} · {self._phrase('excerpt')}"
        label = Text.assemble((clause.label, "bold cyan"), (f" · {force}", "dim"))
        return Padding.indent(Group(label, Padding.indent(Text(f"“{text}”"), 2)), 2)

    def _consult(self, statements: Sequence[Statement]) -> Iterator[Text]:
        """Names with reasons, paired by the reason: a reason that failed verification has no statement."""
        who = {r.why: r.who for r in self._answer.consult}
        for statement in statements:
            yield Text.assemble((self._phrase(f"who_{who[statement.text]}"), "bold"), (".", "bold"), " ", statement.text)


def _append(text: Text, statement: Statement, clauses: Mapping[str, Clause]) -> None:
    """Add a statement to a paragraph, with a mark for each clause."""
    text.append(" " if text else "").append(running(statement))
    for clause_id in statement.citations:
        text.append(" ").append(mark(clauses[clause_id]), style="cyan")


def _rows(rows: Iterable[tuple[str, Text]]) -> Table:
    """Texts with a bold mark before each, and lines that hang below the text."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, text in rows:
        table.add_row(Text(name), text)
    return table


def _bullets(statements: Sequence[Statement]) -> Table:
    return _rows(("-", Text(s.text)) for s in statements)
