"""Two runs side by side: the cases that flipped, and how sure each difference of rates is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.metrics import NAMES
from evals.rates import RESAMPLES, SEED
from evals.runner import Result
from evals.runs import Run, RunRecord
from evals.sameness import Sameness, comparable, sameness
from evals.scores import Score

Why = Literal["changed", "only in the first", "only in the second", "refused by the first", "refused by the second", "refused by both"]
_Pair = tuple[Result, Result]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Flip(_Record):
    """A case as the first and the second run score it."""

    case: str
    before: Score
    after: Score


class Difference(_Record):
    """The second run's rate less the first's, over `cases` shared cases; `low` and `high` bound the 95% interval."""

    metric: str
    before: float
    after: float
    low: float
    high: float
    cases: int
    better: tuple[Flip, ...] = ()
    worse: tuple[Flip, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether the interval leaves no doubt that one of the two is better."""
        return not self.low <= 0 <= self.high

    @property
    def change(self) -> float:
        """Between -1 and 1; above 0 the second run is better."""
        return self.after - self.before


class Apart(_Record):
    """A case that is not compared, and why; "changed" is one whose label or question is another in the second run."""

    case: str
    why: Why


class Comparison(_Record):
    """The first and the second run's records, a difference for each metric that both have, and what was not compared.

    `sameness` is there where the two runs are our assistant with and without a chat model.
    """

    first: RunRecord
    second: RunRecord
    shared: int
    differences: tuple[Difference, ...]
    apart: tuple[Apart, ...]
    sameness: Sameness | None = None


def compare(a: Run, b: Run) -> Comparison:
    """How run `b` differs from run `a` on the cases that both answered, matched by id."""
    first, second = ({r.case.id: r for r in run.results} for run in (a, b))
    pairs: list[_Pair] = []
    apart: list[Apart] = []
    for name in dict.fromkeys((*first, *second)):
        why = _why_apart(first.get(name), second.get(name))
        if why is None:
            pairs.append((first[name], second[name]))
        else:
            apart.append(Apart(case=name, why=why))
    found = (_difference(metric, pairs) for metric in NAMES)
    return Comparison(
        first=a.record,
        second=b.record,
        shared=len(pairs),
        differences=tuple(d for d in found if d is not None),
        apart=tuple(apart),
        sameness=sameness(pairs) if comparable(a.record, b.record) else None,
    )


def _why_apart(one: Result | None, other: Result | None) -> Why | None:
    if other is None:
        return "only in the first"
    if one is None:
        return "only in the second"
    if one.case.fingerprint != other.case.fingerprint:
        return "changed"
    if one.error and other.error:
        return "refused by both"
    if one.error:
        return "refused by the first"
    return "refused by the second" if other.error else None


def _difference(metric: str, pairs: Sequence[_Pair]) -> Difference | None:
    """The difference of one metric; None where one of the runs has nothing to count."""
    scored = [Flip(case=one.case.id, before=_score(one, metric), after=_score(other, metric)) for one, other in pairs]
    scored = [f for f in scored if f.before.total or f.after.total]
    counts = np.array([(f.before.hits, f.before.total, f.after.hits, f.after.total) for f in scored], dtype=np.float64).reshape(-1, 4)
    sums = counts.sum(axis=0)
    if not sums[1] or not sums[3]:
        return None
    low, high = _interval(counts)
    comparable = [f for f in scored if f.before.total and f.after.total]
    return Difference(
        metric=metric,
        before=float(sums[0] / sums[1]),
        after=float(sums[2] / sums[3]),
        low=low,
        high=high,
        cases=len(scored),
        better=tuple(f for f in comparable if _share(f.after) > _share(f.before)),
        worse=tuple(f for f in comparable if _share(f.after) < _share(f.before)),
    )


def _interval(counts: NDArray[np.float64]) -> tuple[float, float]:
    """The paired percentile bootstrap (Efron and Tibshirani, 1993) of the difference of two ratios.

    `counts` has the shape (cases, 4): hits and total of the first run, hits and total of the second. Whole cases are drawn, so
    that what the two runs find hard together stays together; a draw in which a run has nothing to count has no ratio.
    """
    chosen = np.random.default_rng(SEED).integers(len(counts), size=(RESAMPLES, len(counts)))
    sums = counts[chosen].sum(axis=1)
    sums = sums[(sums[:, 1] > 0) & (sums[:, 3] > 0)]
    low, high = np.percentile(sums[:, 2] / sums[:, 3] - sums[:, 0] / sums[:, 1], (2.5, 97.5))
    return float(low), float(high)


def _score(result: Result, metric: str) -> Score:
    """The case's score; nothing of nothing where the metric does not apply."""
    return next((s for s in result.scores if s.metric == metric), Score(metric=metric, hits=0, total=0))


def _share(score: Score) -> float:
    return score.hits / score.total


def print_comparison(console: Console, comparison: Comparison) -> None:
    """The table of differences, whether the model changed more than wording, every flip with the reason of the run that did worse, and
    what was not compared.
    """
    first, second = comparison.first, comparison.second
    names = f"{first.answerer} ({first.commit[:7]}) and {second.answerer} ({second.commit[:7]})"
    table = Table(title=Text(f"{names}: {comparison.shared} shared cases"), title_justify="left")
    for heading in ("metric", "first", "second", "difference", "95% interval", "n", "better", "worse"):
        table.add_column(heading, justify="left" if heading == "metric" else "right")
    for d in comparison.differences:
        counts = (str(d.cases), str(len(d.better)), str(len(d.worse)))
        table.add_row(d.metric, f"{d.before:.3f}", f"{d.after:.3f}", f"{d.change:+.3f}", f"{d.low:+.3f} to {d.high:+.3f}", *counts)
    console.print(table)
    if first.judge != second.judge:
        _say(console, f"The judges differ ({first.judge}, {second.judge}): what they judged cannot be compared.")
    if comparison.sameness is not None:
        print_sameness(console, comparison.sameness)
    for d in comparison.differences:
        for word, flips in (("better", d.better), ("worse", d.worse)):
            for flip in flips:
                reason = flip.before.reason if word == "better" else flip.after.reason
                _say(console, f"{d.metric}, {word}: {flip.case} {_share(flip.before):.2f} → {_share(flip.after):.2f}  {reason}")
    for why in dict.fromkeys(a.why for a in comparison.apart):
        _say(console, f"not compared, {why}: {', '.join(a.case for a in comparison.apart if a.why == why)}")


def print_sameness(console: Console, found: Sameness) -> None:
    """How many questions have the same status, people and citations with and without the model, and each that has not."""
    _say(console, f"same status, people and citations as extractive: {found.same.hits:.0f} of {found.same.total:.0f} questions")
    for departure in found.departures:
        _say(console, f"differs from extractive: {departure.case}: {departure.how}")


def _say(console: Console, line: str) -> None:
    """One line as it is; reasons hold brackets, which rich would take for markup."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)
