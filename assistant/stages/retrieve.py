"""Finds the clauses that bear on a question: linear heads, dense neighbours, BM25 and topics, fused.

The fusion is a logistic model over the scores of each clause. Its weights are learned on questions
that are not in the guide (evals/tune.py) and say how likely a clause is to be central.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.fusion import Fusion
from assistant.linear import LinearHeads
from assistant.ports import ClauseIndex, LexicalIndex, Neighbour, Retrieved, Vector
from assistant.text import sentences
from assistant.types import Passage

FEATURES = ("head", "support", "sentence_head", "nearest", "votes", "bm25", "topic", "top_margin", "rank")
NEIGHBOURS = 30
KEPT = 30
MAX_SENTENCES = 24
FEWEST_SENTENCES = 3
RELATED_VOTE = 0.3


class Retriever:
    """Fuses the retrievers over the clauses of the register."""

    def __init__(
        self,
        *,
        clause_ids: Sequence[str],
        topic_clauses: Mapping[str, Sequence[str]],
        heads: LinearHeads,
        index: ClauseIndex,
        lexical: LexicalIndex,
        central: Fusion,
        support: Fusion,
    ) -> None:
        self._ids = list(clause_ids)
        self._position = {c: j for j, c in enumerate(self._ids)}
        self._heads = heads
        self._index = index
        self._lexical = lexical
        self._central = central
        self._support = support
        self._clause_columns = np.array([heads.column(f"clause:{c}") for c in self._ids])
        self._support_columns = np.array([heads.column(f"support:{c}") for c in self._ids])
        topics, self._topic_columns = heads.group("topic:")
        self._topic_matrix = _topic_matrix(topics, self._position, topic_clauses)
        self._other_heads = [(n, j) for j, n in enumerate(heads.names) if not n.startswith(("clause:", "support:"))]

    def retrieve(self, text: str, vector: Vector) -> Retrieved:
        """The KEPT likeliest clauses with their chance of being central; `vector` is the embedding of `text`."""
        scores = self._heads.scores(vector, text)
        neighbours = self._index.neighbours(vector, NEIGHBOURS)
        features = self._features(text, scores, neighbours)
        central, support = self._central.chances(features, FEATURES), self._support.chances(features, FEATURES)
        order = np.argsort(-central, kind="stable")[:KEPT]
        ranked = zip(order.tolist(), central[order].tolist(), support[order].tolist(), strict=True)
        values = scores.tolist()
        return Retrieved(
            passages=tuple(Passage(clause_id=self._ids[j], central=c, score=s) for j, c, s in ranked),
            features=features[order],
            neighbours=tuple(neighbours),
            heads={n: values[j] for n, j in self._other_heads},
        )

    def _features(self, text: str, scores: Vector, neighbours: Sequence[Neighbour]) -> Vector:
        """The scores of each clause, shape (clauses, FEATURES)."""
        head = scores[self._clause_columns]
        nearest, votes = self._neighbour_scores(neighbours)
        rank = np.empty(len(head), dtype=np.float32)
        rank[np.argsort(-head, kind="stable")] = 1 / (1 + np.arange(len(head)))
        columns = {
            "head": head,
            "support": scores[self._support_columns],
            "sentence_head": self._sentence_scores(text, head),
            "nearest": nearest,
            "votes": votes,
            "bm25": self._lexical_scores(text),
            "topic": np.clip(scores[self._topic_columns], 0, 1) @ self._topic_matrix,
            "top_margin": head - head.max(),
            "rank": rank,
        }
        return np.stack([columns[name] for name in FEATURES], axis=1)

    def _lexical_scores(self, text: str) -> Vector:
        scores = np.zeros(len(self._ids), dtype=np.float32)
        for clause, score in self._lexical.scores(text).items():
            scores[self._position[clause]] = score
        return scores / (scores.max() or 1.0)

    def _sentence_scores(self, text: str, head: Vector) -> Vector:
        """The best score of each clause over the sentences of a story, by the n-gram part of the heads.

        Sentences are not embedded: that would cost more than all else together.
        """
        parts = sentences(text)[:MAX_SENTENCES]
        if len(parts) < FEWEST_SENTENCES:
            return head
        best: Vector = np.max([self._heads.lexical(p)[self._clause_columns] for p in parts], axis=0)
        return best

    def _neighbour_scores(self, neighbours: Sequence[Neighbour]) -> tuple[Vector, Vector]:
        """The nearest example's similarity and the share of similarity-weighted votes, for each clause."""
        nearest = np.zeros(len(self._ids), dtype=np.float32)
        votes = np.zeros(len(self._ids), dtype=np.float32)
        weights = np.exp(12 * (np.array([n.similarity for n in neighbours]) - 1))
        for neighbour, weight in zip(neighbours, weights, strict=True):
            for clause in neighbour.central:
                j = self._position[clause]
                nearest[j] = max(nearest[j], neighbour.similarity)
                votes[j] += weight
            for clause in neighbour.related:
                votes[self._position[clause]] += RELATED_VOTE * weight
        return nearest, votes / (weights.sum() or 1.0)


def _topic_matrix(topics: Sequence[str], position: Mapping[str, int], topic_clauses: Mapping[str, Sequence[str]]) -> Vector:
    matrix = np.zeros((len(topics), len(position)), dtype=np.float32)
    for i, topic in enumerate(topics):
        for rank, clause in enumerate(topic_clauses.get(topic, ())):
            matrix[i, position[clause]] = 1.0 / (1 + 0.25 * rank)
    return matrix
