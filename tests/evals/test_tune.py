"""The fits behind the fusion weights and cut-offs."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assistant.fusion import FusionModels
from assistant.settings import default_corpus
from assistant.stages import coverage, likely_danger, retrieve
from evals.tune import fit, out_of_fold

RANDOM = np.random.default_rng(1)


def test_the_fit_separates_what_can_be_separated() -> None:
    """On two clouds apart every row gets a chance on its own side, and the weight the right sign."""
    x = np.r_[RANDOM.normal(-2, 0.5, (50, 1)), RANDOM.normal(2, 0.5, (50, 1))]
    y = np.repeat([0.0, 1.0], 50)
    model = fit(x, y)
    assert ((model.chances(x) > 0.5) == (y == 1)).all()
    assert model.weights[0] > 0


def test_separable_rows_do_not_run_away() -> None:
    """The penalty keeps the weights finite where the likelihood has no maximum."""
    x = np.array([[-1.0], [1.0]] * 20)
    model = fit(x, (x[:, 0] > 0).astype(float))
    assert np.isfinite(model.weights).all()
    assert abs(model.weights[0]) < 10


def test_chances_are_calibrated() -> None:
    """Without a useful feature the chance is the share of hits; the bias is not shrunk."""
    y = (np.arange(400) % 10 == 0).astype(float)
    chances = fit(np.zeros((400, 2)), y).chances(np.zeros((1, 2)))
    assert chances[0] == pytest.approx(0.1, abs=1e-3)


def test_the_fit_finds_the_feature_that_matters() -> None:
    """A feature of noise gets next to no weight beside one that decides."""
    x = RANDOM.normal(size=(400, 2))
    y = (x[:, 0] + 0.3 * RANDOM.normal(size=400) > 0).astype(float)
    weights = fit(x, y).weights
    assert abs(weights[0]) > 10 * abs(weights[1])


def test_the_fit_is_a_maximum_of_the_penalised_likelihood() -> None:
    """Moving any weight a little makes it worse."""
    x = RANDOM.normal(size=(80, 3))
    y = (RANDOM.random(80) < 0.4).astype(float)

    def loss(weights: np.ndarray) -> float:
        z = np.c_[x, np.ones(80)] @ weights
        return float(np.sum(np.log1p(np.exp(z)) - y * z) + 0.5 * np.square(weights[:-1]).sum())

    best = fit(x, y).weights
    for j in range(4):
        for step in (-0.01, 0.01):
            moved = best.copy()
            moved[j] += step
            assert loss(moved) > loss(best)


def test_no_group_is_scored_by_a_model_that_saw_it() -> None:
    """Every group has a label of its own to be learned by heart; out of fold nobody knows it."""
    groups = np.repeat(np.arange(40), 5)
    own = np.eye(40)[groups]
    y = (groups % 2).astype(float)
    inside = fit(own, y).chances(own)
    outside = out_of_fold(own, y, groups)
    assert ((inside > 0.5) == (y == 1)).all()
    assert outside == pytest.approx(np.full(200, 0.5), abs=0.15)


@given(st.integers(0, 39))
def test_the_label_of_a_row_does_not_change_its_chance(group: int) -> None:
    """Turning the labels of one group leaves the chances of that group as they were."""
    groups = np.repeat(np.arange(40), 2)
    x = np.random.default_rng(2).normal(size=(80, 2))
    y = (x[:, 0] > 0).astype(float)
    turned = np.where(groups == group, 1 - y, y)
    before, after = out_of_fold(x, y, groups), out_of_fold(x, turned, groups)
    assert before[groups == group] == pytest.approx(after[groups == group])
    assert before != pytest.approx(after)


def test_the_committed_models_weigh_every_score() -> None:
    """corpus/fusion.json has a weight for each feature of the stages, and chances as cut-offs."""
    data = (default_corpus() / "fusion.json").read_bytes()
    models = TypeAdapter(FusionModels).validate_json(data)
    assert set(models.central.weights) == set(models.support.weights) == set(retrieve.FEATURES)
    assert set(models.absent.weights) == set(coverage.FEATURES)
    assert set(models.partial.weights) == set(coverage.PARTIAL_FEATURES)
    assert set(models.danger.weights) == set(likely_danger.FEATURES)
    assert 0 < models.danger_above < 1
    assert 0 < models.cite_central < 1
    assert 0 < models.absent_above < 1
    assert set(models.consult_above) == {"supervisor", "commission", "legal", "emergency"}
    assert set(json.loads(data)) == set(FusionModels.__slots__)
