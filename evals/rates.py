"""Rates with their counts and 95% intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from evals.runner import Result

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`hits` of `total`."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 1 where nothing was to be got wrong."""
        return self.hits / self.total if self.total else 1.0

    def interval(self) -> tuple[float, float]:
        """The 95% interval after Wilson (1927)."""
        if not self.total:
            return 0.0, 1.0
        z, n, p = 1.96, self.total, self.value
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, centre - half), min(1.0, centre + half)


def rates(results: Iterable[Result]) -> dict[str, dict[str, Rate]]:
    """Category (and "all") to metric to rate."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for result in results:
        for s in result.scores:
            for category in (ALL, result.case.category):
                counts[category][s.metric][0] += s.hits
                counts[category][s.metric][1] += s.total
    return {c: {m: Rate(hits=h, total=t) for m, (h, t) in by.items()} for c, by in counts.items()}
