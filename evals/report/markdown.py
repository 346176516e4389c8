"""A summary of runs in Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.compare import compare
from evals.metrics import NAMES
from evals.model_use import model_use, rows
from evals.rates import ALL, Rate, rates, wilson
from evals.runs import Run
from evals.sameness import comparable

_WORST = 10


def summary(runs: Sequence[Run]) -> str:
    """A table of metrics by answerer for each data set, what chat models did, then where the first run is worst; empty without runs."""
    if not runs:
        return ""
    return "\n".join([*_tables(runs), *_worst(runs[0])]) + "\n"


def _tables(runs: Sequence[Run]) -> Iterator[str]:
    for name in dict.fromkeys(r.data for run in runs for r in run.results):
        of_set = [[r for r in run.results if r.data == name] for run in runs]
        found = [rates(results).get(ALL, {}) for results in of_set]
        yield f"### {_plain(name or 'all cases')}\n"
        yield "| metric | " + " | ".join(map(_heading, runs)) + " |"
        yield "| --- |" + " ---: |" * len(runs)
        for metric in (m for m in NAMES if any(m in f for f in found)):
            yield f"| {metric} | " + " | ".join(_cell(f.get(metric)) for f in found) + " |"
        yield "| cases, of them refused | " + " | ".join(f"{len(rs)}, {sum(bool(r.error) for r in rs)}" for rs in of_set) + " |"
        yield ""
        parts = [Run(record=run.record, results=tuple(results)) for run, results in zip(runs, of_set, strict=True)]
        for part in parts:
            yield from _of_model(part)
        for other in parts[1:]:
            yield from _same(parts[0], other)


def _of_model(run: Run) -> Iterator[str]:
    use = model_use(run.results)
    if use is None:
        return
    yield f"| chat model of {_plain(run.record.answerer)} | |"
    yield "| --- | --- |"
    yield from (f"| {name} | {_plain(figures)} |" for name, figures in rows(use))
    yield ""


def _same(first: Run, other: Run) -> Iterator[str]:
    """Whether a chat model changed more than wording, with the first cases where it did."""
    found = compare(first, other).sameness if comparable(first.record, other.record) else None
    if found is None:
        return
    yield f"Same status, people and citations with and without the chat model: {_cell(found.same) or 'nothing to compare'}.\n"
    yield from (f"- {_plain(d.case)}: {_plain(d.how)}" for d in found.departures[:_WORST])
    if len(found.departures) > _WORST:
        yield f"- and {len(found.departures) - _WORST} more"
    if found.departures:
        yield ""


def _worst(run: Run) -> Iterator[str]:
    """Ordered by the upper end of Wilson's interval, so that one miss of one does not hide forty of a hundred.

    Wilson's for every rate: the bootstrap of a single case has no width.
    """
    found = [
        (rate, name, category, metric)
        for name in dict.fromkeys(r.data for r in run.results)
        for category, by in rates(r for r in run.results if r.data == name).items()
        if category != ALL
        for metric, rate in by.items()
        if rate.hits < rate.total
    ]
    if not found:
        return
    yield f"### Where {_plain(run.record.answerer)} is worst\n"
    yield "The lowest by the upper end of Wilson's interval, so that small counts weigh less.\n"
    yield "| data set | category | metric | rate |"
    yield "| --- | --- | --- | ---: |"
    for rate, name, category, metric in sorted(found, key=lambda f: (wilson(f[0].hits, f[0].total)[1], *f[1:]))[:_WORST]:
        yield f"| {_plain(name or 'all cases')} | {_plain(category)} | {metric} | {_cell(rate)} |"


def _heading(run: Run) -> str:
    changed = " with changes" if run.record.dirty else ""
    return f"{_plain(run.record.answerer)} ({run.record.commit[:7]}{changed})"


def _cell(rate: Rate | None) -> str:
    if rate is None or not rate.total:
        return ""
    return f"**{rate.value:.3f}** [{rate.low:.3f}, {rate.high:.3f}] n {rate.cases}"


def _plain(text: str) -> str:
    """A name that can neither end its cell nor begin a tag."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
