"""The scores by which danger is told where no alarm word is said: likeness to the labelled emergencies.

One head is not enough. A lookalike ("she was hospitalised last week, what do I chart?") is near emergencies too; what
tells it apart is that other ways of asking are nearer.
"""

from __future__ import annotations

from math import exp

from assistant.ports import Retrieved

FEATURES = ("emergency", "situation", "votes_emergency", "near_emergency", "near_other", "nearest_emergency", "legal")
_NEAREST = 3
_SHARPNESS = 14


def danger_scores(retrieved: Retrieved) -> dict[str, float]:
    """The inputs of the danger model, by name; similarities are cosines, votes and shares 0 to 1."""
    neighbours = retrieved.neighbours
    weights = [exp(_SHARPNESS * (n.similarity - 1)) for n in neighbours]
    emergencies = [n.status == "emergency" for n in neighbours]
    return {
        "emergency": retrieved.heads["consult:emergency"],
        "legal": retrieved.heads["consult:legal"],
        "situation": retrieved.heads["situation"],
        "votes_emergency": sum(w for w, e in zip(weights, emergencies, strict=True) if e) / (sum(weights) or 1.0),
        "near_emergency": max((n.similarity for n, e in zip(neighbours, emergencies, strict=True) if e), default=0.0),
        "near_other": max((n.similarity for n, e in zip(neighbours, emergencies, strict=True) if not e), default=0.0),
        "nearest_emergency": sum(emergencies[:_NEAREST]) / _NEAREST,
    }
