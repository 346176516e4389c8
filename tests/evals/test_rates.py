"""Rates with their counts and intervals."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.rates import ALL, Rate, rate_of, rates, share, wilson
from evals.runner import Result
from evals.scores import Score
from tests.evals.made import case

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
# Cases of up to four parts, of which any share is hit.
PARTS = st.lists(st.integers(1, 4).flatmap(lambda n: st.tuples(st.floats(0, n), st.just(float(n)))), min_size=1, max_size=40)


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
    """Wilson's score interval, as tabulated; a rate of plain hits and misses has it."""
    expected = (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    rate = share([True] * hits + [False] * (total - hits))
    assert wilson(hits, total) == expected
    assert (rate.low, rate.high) == expected
    assert (rate.hits, rate.total, rate.cases) == (hits, total, total)


@settings(deadline=None)
@given(COUNTS)
def test_the_interval_holds_the_rate(counts: tuple[int, int]) -> None:
    """Between 0 and 1, around the rate, and narrower with ten times the cases."""
    hits, total = counts
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total + 1e-9
    assert hits / total - 1e-9 <= high <= 1
    narrow = wilson(10 * hits, 10 * total)
    assert narrow[1] - narrow[0] < high - low


@settings(deadline=None)
@given(COUNTS)
def test_hits_and_misses_mirror_each_other(counts: tuple[int, int]) -> None:
    """The interval of the misses is one minus that of the hits."""
    hits, total = counts
    low, high = wilson(hits, total)
    assert wilson(total - hits, total) == (pytest.approx(1 - high), pytest.approx(1 - low))


def test_nothing_to_get_wrong_says_nothing() -> None:
    """Without a case, or with cases that have no part, the rate is 1 and the interval everything."""
    for rate in (rate_of([]), share([]), rate_of([(0, 0), (0, 0)])):
        assert (rate.value, rate.low, rate.high, rate.cases) == (1.0, 0.0, 1.0, 0)


def test_cases_without_a_part_do_not_count() -> None:
    """A reply that cites nothing has no precision."""
    assert rate_of([(1, 1), (0, 0), (0, 1)]) == rate_of([(1, 1), (0, 1)])


def test_parts_of_a_case_do_not_pass_for_cases() -> None:
    """Four hits or none in each case say less than as many parts of different cases: the interval is wider than Wilson's."""
    rate = rate_of([(4, 4), (0, 4)] * 10)
    low, high = wilson(40, 80)
    assert (rate.hits, rate.total, rate.cases) == (40, 80, 20)
    assert rate.low < low
    assert rate.high > high


def test_graded_scores_have_the_width_of_their_spread() -> None:
    """Means of 100 cases spread evenly: the bootstrap gives about 1.96 standard errors to each side."""
    scores = [n / 99 for n in range(100)]
    rate = rate_of([(s, 1) for s in scores])
    half = 1.96 * float(np.std(scores)) / sqrt(100)
    assert rate.value == pytest.approx(0.5)
    assert (rate.value - rate.low, rate.high - rate.value) == (pytest.approx(half, rel=0.15), pytest.approx(half, rel=0.15))


def test_equal_graded_scores_have_no_width() -> None:
    """Where every case scores the same, another draw of them does too."""
    rate = rate_of([(0.5, 1)] * 30)
    assert (rate.low, rate.high) == (pytest.approx(0.5), pytest.approx(0.5))


def test_all_or_nothing_is_not_certain() -> None:
    """Every part hit, or none, in a few cases: resampling would give no width, Wilson tells how little is known."""
    everything, nothing = rate_of([(3, 3), (2, 2)]), rate_of([(0, 3), (0, 2)])
    assert everything.high == pytest.approx(1)
    assert nothing.low == pytest.approx(0)
    assert min(everything.high - everything.low, nothing.high - nothing.low) > 0.3


@settings(max_examples=60, deadline=None)
@given(PARTS)
def test_every_interval_lies_between_0_and_1_around_the_rate(counts: list[tuple[float, float]]) -> None:
    """Whatever the scores; and the same ones give the same interval."""
    rate = rate_of(counts)
    assert -1e-9 <= rate.low <= rate.value + 1e-9
    assert rate.value - 1e-9 <= rate.high <= 1 + 1e-9
    assert rate_of(counts) == rate


def result(category: str, *scores: tuple[str, float, float]) -> Result:
    """The result of a case with these scores."""
    return Result(case=case(category=category), scores=tuple(Score(metric=m, hits=h, total=t) for m, h, t in scores), seconds=0.1)


def test_counts_are_summed_by_category_and_over_all() -> None:
    """Hits and totals are added up, not averaged: a case with three citations weighs three."""
    found = rates([result("a", ("precision", 3, 3), ("answers", 1, 1)), result("a", ("precision", 0, 1)), result("b", ("precision", 1, 2))])
    assert found["a"]["precision"] == rate_of([(3, 3), (0, 1)])
    assert found["b"] == {"precision": rate_of([(1, 2)])}
    assert found[ALL] == {"precision": rate_of([(3, 3), (0, 1), (1, 2)]), "answers": rate_of([(1, 1)])}
    assert found[ALL]["precision"].value == pytest.approx(4 / 6)
    assert found[ALL]["precision"].cases == 3


def test_no_results_no_rates() -> None:
    """A refused case has no scores and counts nowhere."""
    assert rates([result("a")]) == {}


def test_a_rate_keeps_its_counts() -> None:
    """What is reported is the share with what it is a share of."""
    assert Rate(hits=3, total=4).value == 0.75
