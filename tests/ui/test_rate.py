"""A rate as so many of a hundred."""

from __future__ import annotations

import pytest

from assistant.wire_evaluation import MeasureOut
from ui.parts.rate import bounds, of_hundred


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, 0), (0.001, 1), (0.294, 29), (0.296, 30), (0.9757, 98), (0.994, 99), (0.9951, 99), (1.0, 100)]
)
def test_all_and_none_are_said_only_of_all_and_none(share: float, shown: int) -> None:
    """One miss in a thousand is not "100 of 100"."""
    assert of_hundred(share) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"), [(0.9528, 0.9951, (95, 100)), (0.29, 0.57, (29, 57)), (0.0, 1.0, (0, 100)), (0.0001, 0.0101, (0, 2))]
)
def test_bounds_are_rounded_outwards(low: float, high: float, shown: tuple[int, int]) -> None:
    """The interval never looks narrower than it is; whole hundredths stay."""
    assert bounds(MeasureOut(metric="m", data="d", rate=low, low=low, high=high, n=1)) == shown
