"""The `eval` command: figures by category, with every miss."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from assistant.adapters.progress_rich import BuildProgress
from assistant.errors import InvalidInput
from assistant.settings import load_settings
from assistant.wiring import build
from evals.cases import DATA, Case, read_cases
from evals.rates import ALL, Rate, rates
from evals.runner import Result, answerer, run_cases

METRICS = (
    "citation recall",
    "citation precision",
    "first citation",
    "abstains",
    "answers",
    "referral",
    "no needless referral",
    "quotes exact",
    "statements cited",
)


def evaluate(
    data: Annotated[list[Path] | None, typer.Argument(help="JSONL files of labelled questions; none takes the project's own.")] = None,
    misses: Annotated[bool, typer.Option("--misses/--no-misses", help="List every miss.")] = True,
    out: Annotated[Path | None, typer.Option(help="Also write every case with its answer and scores as JSON lines.")] = None,
) -> None:
    """Measure the answers against labelled questions."""
    console = Console()
    assistant = build(load_settings(), BuildProgress(Console(stderr=True)))
    texts = {c.id: c.text for c in assistant.parts.clauses}
    ask = answerer(assistant)
    files = [(path, read_cases(path, frozenset(texts))) for path in data or [DATA / "tuned.jsonl", DATA / "held_out.jsonl"]]
    every: list[Result] = []
    for path, cases in files:
        quiet = not console.is_terminal
        results = list(run_cases(track(cases, description=path.name, console=Console(stderr=True), disable=quiet), ask, texts))
        _print_report(console, path.name, cases, results, misses)
        every += results
    if out is not None:
        _write(out, every)


def _print_report(console: Console, name: str, cases: list[Case], results: list[Result], misses: bool) -> None:
    found = rates(results)
    table = Table(title=Text(f"{name}: {len(cases)} questions"), title_justify="left")
    table.add_column("category")
    for metric in METRICS:
        table.add_column(metric, justify="right")
    for category in [*sorted(c for c in found if c != ALL), ALL]:
        of_category = found.get(category, {})
        table.add_row(Text(category), *(_cell(of_category.get(m), interval=category == ALL) for m in METRICS), end_section=category != ALL)
    console.print(table)
    milliseconds = sorted(r.seconds * 1000 for r in results)
    console.print(
        f"latency: median {statistics.median(milliseconds):.1f} ms, 95th percentile {milliseconds[int(0.95 * (len(results) - 1))]:.1f} ms; "
        f"statements dropped: {sum(r.dropped for r in results)}; refused: {sum(bool(r.error) for r in results)}"
    )
    if misses:
        _print_misses(console, results)


def _cell(rate: Rate | None, *, interval: bool) -> str:
    if rate is None or not rate.total:
        return ""
    low, high = rate.interval()
    return f"{rate.value:.3f}" + (f"\n{low:.2f}–{high:.2f}\nn {rate.total}" if interval else f" ({rate.total})")


def _print_misses(console: Console, results: list[Result]) -> None:
    for result in results:
        missed = [f"{s.metric}: {s.reason}" for s in result.scores if s.hits < s.total]
        if missed or result.error:
            console.print(Text(result.case.id, "bold"), Text(result.case.turns[-1][:160].replace("\n", " ")))
            for line in [*missed, *([result.error] if result.error else [])]:
                console.print(f"    {line}", highlight=False, markup=False)


def _write(path: Path, results: list[Result]) -> None:
    adapter = TypeAdapter(Result)
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(adapter.dump_json(r).decode() + "\n" for r in results)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.", "Give a path in a folder you can write to.") from error
