"""Logistic models over named scores: how the retrieval and coverage scores become one chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Fusion:
    """Weights by score name, and a bias; learned by evals/tune.py."""

    weights: Mapping[str, float]
    bias: float

    def probability(self, scores: Mapping[str, float]) -> float:
        """The estimated chance, 0 to 1."""
        z = self.bias + sum(w * scores[name] for name, w in self.weights.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, z))))

    def chances(self, features: NDArray[np.float32], names: Sequence[str]) -> NDArray[np.float32]:
        """The estimated chance of each row; `names` are the columns."""
        weights = np.array([self.weights[n] for n in names], dtype=np.float32)
        chances: NDArray[np.float32] = 1 / (1 + np.exp(-np.clip(features @ weights + self.bias, -30, 30)))
        return chances


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionModels:
    """All learned models and cut-offs, as corpus/fusion.json holds them."""

    central: Fusion
    support: Fusion
    absent: Fusion
    partial: Fusion
    danger: Fusion
    cite_central: float
    cite_support: float
    absent_above: float
    partial_above: float
    consult_above: Mapping[str, float]
    danger_above: float
