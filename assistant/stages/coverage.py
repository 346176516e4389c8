"""Judges whether the codes speak to a question: in full, in part, not at all, or not their subject.

Similarity alone cannot tell: "how many ethics credits" and "over how many years" look alike, and
only one has an answer. The judgement is a logistic model over the linear heads' outcome scores, the
labels of the nearest ways of asking, and the telltale words of details known to be absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp, log1p

from assistant.fusion import FusionModels
from assistant.guide import Premise, Silence
from assistant.ports import Neighbour, Retrieved
from assistant.text import fold
from assistant.types import Status

ABSENT: tuple[Status, ...] = ("not_in_codes", "out_of_scope", "declined")
FEATURES = (
    "answered",
    "partial",
    "not_in_codes",
    "out_of_scope",
    "declined",
    "votes_absent",
    "near_absent",
    "near_answer",
    "pattern",
    "central",
    "second",
    "nearest_absent",
    "nearest_silence",
    "supervisor",
)
PARTIAL_FEATURES = (
    "answered",
    "partial",
    "not_in_codes",
    "votes_partial",
    "votes_answered",
    "nearest_partial",
    "situation",
    "length",
    "central",
    "near_silence",
    "pattern_partial",
)
_NEAREST = 3
_SILENCE_NEAR = 0.80
_TOPICS_TRIED = 4
# Below this chance a pattern met a turn of phrase ("I don't know whether he means it"), not the belief.
_PREMISE_CENTRAL = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The judgement: its status, the chance that the answer is absent, and what was recognised."""

    status: Status
    absent: float
    scores: Mapping[str, float] = field(default_factory=dict)
    silences: tuple[Silence, ...] = ()
    premises: tuple[Premise, ...] = ()


class CoverageJudge:
    """Holds the guide's silences and premises."""

    def __init__(self, silences: Sequence[Silence], premises: Sequence[Premise], models: FusionModels) -> None:
        self._silences = {s.id: s for s in silences}
        self._of_topic: dict[str, list[str]] = {}
        for silence in silences:
            for topic in silence.topics:
                self._of_topic.setdefault(topic, []).append(silence.id)
        self._premises = tuple(premises)
        self._models = models

    def judge(self, text: str, retrieved: Retrieved) -> Coverage:
        """The coverage of one question, explicit references aside."""
        folded = fold(text)
        likely = (self._silences[i] for i in self._likely_silences(retrieved))
        matched = [s for s in likely if s.patterns and _compile(s.patterns).search(folded)]
        scores = coverage_scores(text, retrieved, matched)
        absent = self._models.absent.probability(scores)
        near = {p.clause_id for p in retrieved.passages if p.central >= _PREMISE_CENTRAL}
        premises = tuple(p for p in self._premises if near.intersection(p.clauses) and _compile(p.patterns).search(folded))
        status: Status
        if absent > self._models.absent_above and not premises:
            status = max(ABSENT, key=lambda o: scores[o])
        else:
            partial = self._models.partial.probability(scores)
            status = "partial" if partial > self._models.partial_above else "answered"
        return Coverage(
            status=status, absent=absent, scores=scores, silences=self._named_silences(matched, retrieved.neighbours), premises=premises
        )

    def _likely_silences(self, retrieved: Retrieved) -> list[str]:
        """Silences of the likeliest topics or near the question; to try the patterns of all would take too long."""
        topics = sorted((n for n in retrieved.heads if n.startswith("topic:")), key=lambda n: -retrieved.heads[n])[:_TOPICS_TRIED]
        of_topics = [i for t in topics for i in self._of_topic.get(t.removeprefix("topic:"), ())]
        return list(dict.fromkeys([*(n.silence for n in retrieved.neighbours if n.silence), *of_topics]))

    def _named_silences(self, matched: Sequence[Silence], neighbours: Sequence[Neighbour]) -> tuple[Silence, ...]:
        """The silences that the words or the nearest ways of asking point to, likeliest first."""
        near: dict[str, float] = {}
        for neighbour in neighbours:
            if neighbour.silence and neighbour.similarity >= _SILENCE_NEAR:
                near[neighbour.silence] = max(near.get(neighbour.silence, 0.0), neighbour.similarity)
        for silence in matched:
            near[silence.id] = near.get(silence.id, 0.0) + 1.0
        ranked = sorted(near, key=lambda i: -near[i])
        return tuple(self._silences[i] for i in ranked)


def coverage_scores(text: str, retrieved: Retrieved, matched: Sequence[Silence]) -> dict[str, float]:
    """The inputs of the coverage models, by name."""
    weights = [exp(14 * (n.similarity - 1)) for n in retrieved.neighbours]
    total = sum(weights) or 1.0

    def votes(*statuses: str) -> float:
        return sum(w for w, n in zip(weights, retrieved.neighbours, strict=True) if n.status in statuses) / total

    nearest = retrieved.neighbours[:_NEAREST]
    absent = max((n.similarity for n in retrieved.neighbours if n.status in ABSENT), default=0.0)
    answer = max((n.similarity for n in retrieved.neighbours if n.status not in ABSENT), default=0.0)
    outcomes: dict[str, float] = {o: retrieved.heads[f"outcome:{o}"] for o in ("answered", "partial", *ABSENT)}
    return {
        **outcomes,
        "votes_absent": votes(*ABSENT),
        "votes_partial": votes("partial"),
        "votes_answered": votes("answered"),
        "near_absent": absent,
        "near_answer": answer,
        "pattern": float(any(s.outcome == "not_in_codes" for s in matched)),
        "pattern_partial": float(any(s.outcome == "partial" for s in matched)),
        "central": retrieved.passages[0].central if retrieved.passages else 0.0,
        "second": retrieved.passages[1].central if len(retrieved.passages) > 1 else 0.0,
        "nearest_absent": sum(n.status in ABSENT for n in nearest) / _NEAREST,
        "nearest_partial": sum(n.status == "partial" for n in nearest) / _NEAREST,
        "nearest_silence": float(any(n.silence for n in nearest[:1])),
        "near_silence": float(any(n.silence for n in nearest)),
        "length": log1p(len(text.split())),
        "situation": retrieved.heads["situation"],
        # Who is in a case of her own asks what to do, not for a detail of the texts.
        "supervisor": retrieved.heads["consult:supervisor"],
    }


@cache
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compiled when it is first tried: a command asks one question, which tries few of them."""
    return re.compile("|".join(f"(?:{p})" for p in patterns))
