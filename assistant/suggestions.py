"""Which clauses a story, or a way to act in it, may bear on: for whoever writes a scenario, not for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.guide import Topic
from assistant.intake import MAX_CHARACTERS
from assistant.pipeline import Assistant
from assistant.ports import Retrieved
from assistant.types import Question

Grade = Literal["central", "related"]

_SUPPORT_WEIGHT = 0.5
_TOPIC_WEIGHT = 0.5
_RANK_STEP = 0.25
_RELATED_WEIGHT = 0.3
_SURELY_CENTRAL = 0.2
"""Measured on the scenarios of the guide by `python -m evals.suggestions`; ADR 0025 has what else was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A clause to look at; the higher its `score` the likelier, and `grade` is where it would stand in the scenario."""

    clause_id: str
    score: float
    grade: Grade


def suggest(assistant: Assistant, text: str, count: int) -> list[Suggestion]:
    """At most `count` clauses for a text, the likeliest first; none for a text without words.

    The text is searched with as it is written: names in a made-up story are no identifiers, and nothing of it is kept. What is longer
    than a question may be is not read.
    """
    told = text[:MAX_CHARACTERS].strip()
    if not any(c.isalnum() for c in told):
        return []
    retrieved = assistant.retrieve(Question(text=told, standalone=told, language="en"))
    scores, central = _scores(retrieved, {t.id: t for t in assistant.parts.guide.topics})
    ranked = sorted(scores, key=lambda c: -scores[c])[:count]
    return [Suggestion(clause_id=c, score=scores[c], grade=_grade(central.get(c, 0.0))) for c in ranked]


def _scores(retrieved: Retrieved, topics: Mapping[str, Topic]) -> tuple[dict[str, float], dict[str, float]]:
    """The score of each clause that anything speaks for, and its chance of being central."""
    central = {p.clause_id: p.central for p in retrieved.passages}
    scores = {p.clause_id: p.central + _SUPPORT_WEIGHT * p.score for p in retrieved.passages}
    for name, output in retrieved.heads.items():
        topic = topics.get(name.removeprefix("topic:")) if name.startswith("topic:") else None
        likely = min(1.0, max(0.0, output))
        if topic is None or not likely:
            continue
        for weight, clauses in ((1.0, topic.central), (_RELATED_WEIGHT, topic.related)):
            for rank, clause in enumerate(clauses):
                scores[clause] = scores.get(clause, 0.0) + _TOPIC_WEIGHT * likely * weight / (1 + _RANK_STEP * rank)
    return scores, central


def _grade(chance: float) -> Grade:
    return "central" if chance >= _SURELY_CENTRAL else "related"
