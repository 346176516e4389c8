"""Logistic models over named scores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fusion import Fusion

SCORES = st.dictionaries(st.sampled_from(["a", "b"]), st.floats(-1e6, 1e6), min_size=2)


def test_the_chance_is_the_logistic_of_the_weighted_sum() -> None:
    """Bias alone gives its own chance; a score moves it by its weight."""
    assert Fusion(weights={}, bias=0).probability({}) == 0.5
    assert Fusion(weights={"a": 2.0, "b": -1.0}, bias=0.5).probability({"a": 1.0, "b": 1.5}) == pytest.approx(0.7310586)


@given(SCORES)
def test_any_scores_give_a_chance(scores: dict[str, float]) -> None:
    """Extreme scores do not overflow."""
    assert 0 <= Fusion(weights={"a": 3.0, "b": -5.0}, bias=1.0).probability(scores) <= 1


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_a_higher_score_under_a_positive_weight_is_never_less_likely(first: float, second: float) -> None:
    """The chance rises with the score."""
    fusion = Fusion(weights={"a": 1.5}, bias=-1)
    low, high = sorted((first, second))
    assert fusion.probability({"a": low}) <= fusion.probability({"a": high})


def test_scores_without_a_weight_do_not_count() -> None:
    """Only the named scores are read."""
    fusion = Fusion(weights={"a": 1.0}, bias=0)
    assert fusion.probability({"a": 1.0, "z": 9.0}) == fusion.probability({"a": 1.0})


def test_a_missing_score_is_an_error() -> None:
    """A weight without its score would silently change the model."""
    with pytest.raises(KeyError):
        Fusion(weights={"a": 1.0}, bias=0).probability({})
