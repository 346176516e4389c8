"""Rates with their counts and intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case
from evals.metrics import Score
from evals.rates import ALL, Rate, rates
from evals.runner import Result

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_has_the_published_values(hits: int, total: int, low: float, high: float) -> None:
    """Wilson's score interval, as tabulated."""
    assert Rate(hits=hits, total=total).interval() == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(COUNTS)
def test_the_interval_holds_the_rate(counts: tuple[int, int]) -> None:
    """Between 0 and 1, around the rate, and narrower with ten times the cases."""
    hits, total = counts
    low, high = Rate(hits=hits, total=total).interval()
    assert 0 <= low <= hits / total + 1e-9
    assert hits / total - 1e-9 <= high <= 1
    wide, narrow = high - low, Rate(hits=10 * hits, total=10 * total).interval()
    assert narrow[1] - narrow[0] < wide


def test_nothing_to_get_wrong_says_nothing() -> None:
    """Without a case the rate is 1 and the interval everything."""
    assert Rate(hits=0, total=0).value == 1.0
    assert Rate(hits=0, total=0).interval() == (0.0, 1.0)


def result(category: str, *scores: tuple[str, int, int]) -> Result:
    """The result of a case with these scores."""
    case = Case(id="x", category=category, turns=["q"], gold_clauses=[], acceptable_clauses=[], answerable="full", consult=[])
    return Result(case=case, scores=tuple(Score(metric=m, hits=h, total=t) for m, h, t in scores), seconds=0.1)


def test_counts_are_summed_by_category_and_over_all() -> None:
    """Hits and totals are added up, not averaged: a case with three citations weighs three."""
    found = rates([result("a", ("precision", 3, 3), ("answers", 1, 1)), result("a", ("precision", 0, 1)), result("b", ("precision", 1, 2))])
    assert found["a"]["precision"] == Rate(hits=3, total=4)
    assert found["b"] == {"precision": Rate(hits=1, total=2)}
    assert found[ALL] == {"precision": Rate(hits=4, total=6), "answers": Rate(hits=1, total=1)}


def test_no_results_no_rates() -> None:
    """A refused case has no scores and counts nowhere."""
    assert rates([result("a")]) == {}
