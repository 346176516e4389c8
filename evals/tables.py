"""The figures of a run as tables in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.cases import Case
from evals.metrics import NAMES
from evals.model_use import model_use, rows
from evals.rates import ALL, Rate, rates
from evals.report.curves import latency
from evals.runner import Result
from evals.runs import Run

# As many columns as a terminal holds; the others are in the table of all categories together.
_BY_CATEGORY = 9
_SHOWN = 160


def print_report(console: Console, run: Run, files: Mapping[str, Sequence[Case]], *, misses: bool) -> None:
    """For each file: the main metrics by category, every metric over all, latency, the chat model's work, and the misses if wanted."""
    for name, cases in files.items():
        results = [r for r in run.results if r.data == name]
        found = rates(results)
        title = f"{run.record.answerer} on {name}: {len(cases)} questions"
        console.print(_by_category(title, found))
        console.print(_over_all(found.get(ALL, {})))
        console.print(_beside(results), markup=False, highlight=False, soft_wrap=True)
        if (use := model_use(results)) is not None:
            console.print(_of_model(rows(use)))
        if misses:
            _print_misses(console, results)


def _by_category(title: str, found: Mapping[str, Mapping[str, Rate]]) -> Table:
    shown = [m for m in NAMES if m in found.get(ALL, {})][:_BY_CATEGORY]
    table = Table(title=Text(title), title_justify="left")
    table.add_column("category")
    for metric in shown:
        table.add_column(metric, justify="right")
    for category in sorted(c for c in found if c != ALL):
        table.add_row(Text(category), *(_cell(found[category].get(m)) for m in shown))
    return table


def _over_all(found: Mapping[str, Rate]) -> Table:
    table = Table("all categories", "rate", "95% interval", "hits", "of", "cases")
    for metric, rate in ((m, found[m]) for m in NAMES if m in found and found[m].total):
        table.add_row(metric, f"{rate.value:.3f}", f"{rate.low:.3f}–{rate.high:.3f}", f"{rate.hits:g}", f"{rate.total:g}", str(rate.cases))
    return table


def _of_model(told: Sequence[tuple[str, str]]) -> Table:
    table = Table("chat model", "")
    for name, figures in told:
        table.add_row(Text(name), Text(figures))
    return table


def _cell(rate: Rate | None) -> str:
    return f"{rate.value:.3f} ({rate.total:g})" if rate is not None and rate.total else ""


def _beside(results: Sequence[Result]) -> str:
    timed = latency(results)
    told = f"latency: median {timed.median:.1f} ms, 95th percentile {timed.p95:.1f} ms; " if timed else ""
    refused = [r.error for r in results if r.error]
    why = f" (the first: {refused[0]})" if refused else ""
    return f"{told}statements dropped: {sum(r.reply.dropped for r in results if r.reply)}; refused: {len(refused)}{why}"


def _print_misses(console: Console, results: Sequence[Result]) -> None:
    for result in results:
        missed = [f"{s.metric}: {s.reason}" for s in result.scores if s.missed]
        if missed or result.error:
            console.print(Text(result.case.id, "bold"), Text(result.case.turns[-1][:_SHOWN].replace("\n", " ")))
            for line in [*missed, *([result.error] if result.error else [])]:
                console.print(f"    {line}", highlight=False, markup=False)
