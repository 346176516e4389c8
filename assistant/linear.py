"""Linear heads: one set of features, many outputs (clauses, topics, outcome, consultation).

The features are a question's embedding and its hashed n-grams, each of unit length; the weights
come from ridge regression on the guide's labelled ways of asking (ingest/train.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.text import ngrams

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearHeads:
    """`names[j]` is output j; shapes: embedding (d, k), ngram (m, k), idf (m,), bias (k,)."""

    names: tuple[str, ...]
    embedding: Vector
    ngram: NDArray[np.float16]
    idf: Vector
    bias: Vector
    ngram_weight: float

    def scores(self, vector: Vector, text: str) -> Vector:
        """The k outputs for one question; training targets were 0 to 1."""
        return vector @ self.embedding + self.lexical(text) + self.bias

    def lexical(self, text: str) -> Vector:
        """The part of the k outputs that the n-grams contribute."""
        indices, values = ngrams(text)
        weighted = values * self.idf[indices]
        norm = float(np.sqrt(np.square(weighted).sum())) or 1.0
        part: Vector = (weighted * (self.ngram_weight / norm)) @ self.ngram[indices].astype(np.float32)
        return part

    def column(self, name: str) -> int:
        """The position of an output."""
        return self.names.index(name)

    def group(self, prefix: str) -> tuple[list[str], NDArray[np.int64]]:
        """Names (prefix removed) and positions of the outputs whose names start with the prefix."""
        found = [(n[len(prefix) :], i) for i, n in enumerate(self.names) if n.startswith(prefix)]
        return [n for n, _ in found], np.array([i for _, i in found], dtype=np.int64)


def idf_weights(texts: Sequence[str], dimensions: int) -> Vector:
    """Smoothed inverse document frequency of each n-gram bucket over the texts; 0 where unseen."""
    document_frequency = np.zeros(dimensions, dtype=np.float32)
    for text in texts:
        document_frequency[ngrams(text)[0]] += 1
    idf = np.log((1 + len(texts)) / (1 + document_frequency)) + 1
    return np.where(document_frequency > 0, idf, 0).astype(np.float32)
