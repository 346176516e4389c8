"""Danger without alarm words is told by what the question is near to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.ports import Neighbour, Retrieved
from assistant.stages.likely_danger import FEATURES, danger_scores
from tests.assistant.stages.made import near, retrieved


def told(neighbours: list[Neighbour], emergency: float = 0.4) -> Retrieved:
    """What was retrieved for a question with that likeness to the labelled emergencies."""
    found = retrieved({}, neighbours)
    return replace(found, heads={**found.heads, "consult:emergency": emergency, "consult:legal": 0.3})


def test_every_feature_has_a_score() -> None:
    """The model gets what it was fitted on, in any order."""
    assert set(danger_scores(told([]))) == set(FEATURES)


def test_a_lookalike_is_told_by_what_else_is_near() -> None:
    """Beside an emergency that is as near, other ways of asking that are nearer take its share of the votes."""
    emergency, handled = near(0.8, "emergency"), near(0.9, "answered")
    alone, beside = danger_scores(told([emergency])), danger_scores(told([emergency, handled, handled]))
    assert alone["near_emergency"] == beside["near_emergency"] == 0.8
    assert (alone["near_other"], beside["near_other"]) == (0.0, 0.9)
    assert alone["votes_emergency"] == 1.0
    assert beside["votes_emergency"] < 0.2
    assert beside["nearest_emergency"] == pytest.approx(1 / 3)


def test_without_neighbours_nothing_votes() -> None:
    """An empty guide gives zeros, not an error."""
    scores = danger_scores(told([], emergency=0.0))
    assert scores["votes_emergency"] == scores["near_emergency"] == scores["nearest_emergency"] == 0.0
