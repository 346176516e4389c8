"""Rates with their counts and 95% intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from evals.runner import Result

ALL = "all"
RESAMPLES = 1000
FEWEST = 5
SEED = 20150101


class Rate(BaseModel):
    """`hits` of `total` over `cases` cases; `low` and `high` bound the 95% interval."""

    model_config = ConfigDict(frozen=True)

    hits: float
    total: float
    cases: int = 0
    low: float = 0.0
    high: float = 1.0

    @property
    def value(self) -> float:
        """The share, 0 to 1; 1 where nothing was to be got wrong."""
        return self.hits / self.total if self.total else 1.0


def rate_of(counts: Sequence[tuple[float, float]]) -> Rate:
    """The rate over cases, given as hits and total of each.

    The interval is Wilson's (1927) over the cases where each counts once, as hit or miss, or where all or none are hit;
    elsewhere the percentile bootstrap over cases (Efron and Tibshirani, 1993), because the parts of one case are not
    independent. Fewer than `FEWEST` cases say too little for a bootstrap, and get Wilson's as well.
    """
    pairs = np.array([c for c in counts if c[1]], dtype=float).reshape(-1, 2)
    hits, total = float(pairs[:, 0].sum()), float(pairs[:, 1].sum())
    plain = bool(np.all(pairs[:, 1] == 1) and np.all(np.isin(pairs[:, 0], (0, 1)))) or hits in (0, total) or len(pairs) < FEWEST
    low, high = wilson(hits / total * len(pairs), len(pairs)) if total and plain else _bootstrap(pairs) if total else (0.0, 1.0)
    return Rate(hits=hits, total=total, cases=len(pairs), low=low, high=high)


def share(hits: Iterable[bool]) -> Rate:
    """The rate of cases that are each a hit or a miss."""
    return rate_of([(float(hit), 1.0) for hit in hits])


def wilson(hits: float, total: float) -> tuple[float, float]:
    """The 95% interval of a share after Wilson (1927)."""
    if not total:
        return 0.0, 1.0
    z, p = 1.96, hits / total
    centre = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def _bootstrap(pairs: NDArray[np.float64]) -> tuple[float, float]:
    chosen = np.random.default_rng(SEED).integers(len(pairs), size=(RESAMPLES, len(pairs)))
    sums = pairs[chosen].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], (2.5, 97.5))
    return float(low), float(high)


def rates(results: Iterable[Result]) -> dict[str, dict[str, Rate]]:
    """Category (and "all") to metric to rate."""
    counts: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        for s in result.scores:
            for category in (ALL, result.case.category):
                counts[category][s.metric].append((s.hits, s.total))
    return {c: {m: rate_of(pairs) for m, pairs in by.items()} for c, by in counts.items()}
