"""A run, or several side by side, as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InvalidInput
from evals.compare import Comparison, compare
from evals.metrics import NAMES
from evals.model_use import model_use, rows
from evals.rates import ALL, Rate, rates
from evals.report.entries import ANY, REFUSED, entries
from evals.report.plots import Plot, plots
from evals.runs import Run, RunRecord

_TEMPLATE = "report.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What was measured on one data set: metric to a rate for each run, the figures of the run named by `drawn`, and how each
    other run compares with that one.

    `models` has for each answerer with a chat model what that did, as names and figures.
    """

    name: str
    cases: int
    records: tuple[RunRecord, ...]
    table: Mapping[str, tuple[Rate | None, ...]]
    drawn: str
    plots: tuple[Plot, ...]
    comparisons: tuple[Comparison, ...]
    models: tuple[tuple[str, list[tuple[str, str]]], ...] = ()


def write_report(path: Path, runs: Sequence[Run], clauses: Mapping[str, str]) -> None:
    """Write the page; `clauses` maps ids to labels. InvalidInput when there is no run or the file cannot be written."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    if not runs:
        raise InvalidInput("There is no run to report on.", "Give at least one run.")
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["label"] = lambda clause: clauses.get(clause, clause)
    cases = entries(runs)
    page = environment.get_template(_TEMPLATE).render(
        runs=runs,
        parts=list(parts(runs)),
        entries=cases,
        categories=sorted({e.result.case.category for e in cases}),
        missed=[ANY, REFUSED, *_in_order({s.metric for e in cases for s in e.missed})],
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.", "Give a file in a folder that you can write to.") from error


def parts(runs: Sequence[Run]) -> Iterator[Part]:
    """Each data set in the order of the runs; one set's figures are never mixed with another's, which may have been tuned on."""
    for n, name in enumerate(dict.fromkeys(r.data for run in runs for r in run.results)):
        of_set = [Run(record=run.record, results=tuple(r for r in run.results if r.data == name)) for run in runs]
        found = [rates(run.results).get(ALL, {}) for run in of_set]
        first = next(run for run in of_set if run.results)
        yield Part(
            name=name or "all cases",
            cases=len({r.case.id for run in of_set for r in run.results}),
            records=tuple(run.record for run in runs),
            table={m: tuple(f.get(m) for f in found) for m in _in_order({m for f in found for m in f})},
            drawn=first.record.answerer,
            plots=tuple(plots(first.results, f"figure-{n}")),
            comparisons=tuple(compare(first, other) for other in of_set if other is not first and other.results),
            models=tuple((run.record.answerer, rows(use)) for run in of_set if (use := model_use(run.results)) is not None),
        )


def _in_order(metrics: set[str]) -> list[str]:
    """In the order of reports; a metric that is new to it comes last."""
    return sorted(metrics, key=lambda m: (NAMES.index(m) if m in NAMES else len(NAMES), m))
