"""The numbers behind the figures of a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assistant.types import Status
from evals.rates import wilson
from evals.runner import Result

Floats = NDArray[np.float64]

STATUSES: tuple[str, ...] = get_args(Status)
LABELS = ("full", "partial", "no")
BINS = 10
# An answer is an error when one of these is missed; a case has no more of them than apply to it.
_DECISIVE = frozenset(("abstains", "answers", "first citation"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """Share of errors among the surest cases: `coverage` and `risk` have the shape (cases,) and rise from the surest case on.

    `area` is the mean risk over all coverages (AURC), 0 to 1, lower is better; `least` is what an order with every error last
    would have.
    """

    coverage: Floats
    risk: Floats
    area: float
    least: float
    errors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Told and true chances that the texts do not answer; each array has the shape (bins that hold a case,).

    `low` and `high` bound the 95% interval of `true`; `error` is the expected calibration error, 0 to 1, lower is better.
    """

    told: Floats
    true: Floats
    low: Floats
    high: Floats
    cases: NDArray[np.int64]
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds of each case that got a reply, ascending, with their median and 95th percentile."""

    milliseconds: Floats
    median: float
    p95: float


def is_error(result: Result) -> bool:
    """Whether the case should have been abstained from, or answered, and was not, or its first citation is no needed clause."""
    return any(s.missed for s in result.scores if s.metric in _DECISIVE)


def risk_coverage(results: Iterable[Result]) -> RiskCoverage | None:
    """The risk-coverage curve and its area (Geifman and El-Yaniv, 2017), confidence being 1 less `absent`; None where no reply tells it.

    Equally sure cases have no order: each counts as the share of errors among them, the mean over all their orders.
    """
    told = [(r.reply.absent, is_error(r)) for r in results if r.reply is not None and r.reply.absent is not None]
    if not told:
        return None
    absent, wrong = np.array(told, dtype=np.float64).T
    _, block, sizes = np.unique(absent, return_inverse=True, return_counts=True)
    ordered = np.repeat(np.bincount(block, weights=wrong) / sizes, sizes)
    place = np.arange(1, len(told) + 1)
    risk = np.cumsum(ordered) / place
    return RiskCoverage(
        coverage=place / len(told),
        risk=risk,
        area=float(risk.mean()),
        least=float((np.cumsum(np.sort(wrong)) / place).mean()),
        errors=int(wrong.sum()),
    )


def calibration(results: Iterable[Result]) -> Calibration | None:
    """`absent` in ten equal bins against the share of cases labelled "no"; None where no reply tells it.

    The expected calibration error is that of Naeini et al. (2015): the mean distance of the two, weighted by cases.
    """
    told = [(r.reply.absent, r.case.answerable == "no") for r in results if r.reply is not None and r.reply.absent is not None]
    if not told:
        return None
    absent, silent = np.array(told, dtype=np.float64).T
    place = np.minimum((absent * BINS).astype(np.int64), BINS - 1)
    cases = np.bincount(place, minlength=BINS)
    held = cases > 0
    cases, hits = cases[held], np.bincount(place, weights=silent, minlength=BINS)[held]
    means = np.bincount(place, weights=absent, minlength=BINS)[held] / cases
    low, high = np.array([wilson(float(h), float(n)) for h, n in zip(hits, cases, strict=True)]).T
    error = float(np.sum(cases * np.abs(means - hits / cases)) / cases.sum())
    return Calibration(told=means, true=hits / cases, low=low, high=high, cases=cases, error=error)


def latency(results: Iterable[Result]) -> Latency | None:
    """How long the replies took; None where there is none. A refusal is not timed."""
    milliseconds = np.sort(np.array([r.seconds * 1000 for r in results if r.reply is not None], dtype=np.float64))
    if not len(milliseconds):
        return None
    p95 = float(np.percentile(milliseconds, 95, method="inverted_cdf"))
    return Latency(milliseconds=milliseconds, median=float(np.median(milliseconds)), p95=p95)


def confusion(results: Iterable[Result]) -> NDArray[np.int64]:
    """Cases by status of the reply and label; the shape is (statuses, labels), in the orders of STATUSES and LABELS."""
    counts = np.zeros((len(STATUSES), len(LABELS)), dtype=np.int64)
    for result in results:
        if result.reply is not None:
            counts[STATUSES.index(result.reply.status), LABELS.index(result.case.answerable)] += 1
    return counts
