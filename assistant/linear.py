"""Linear heads: one set of features, many outputs (clauses, topics, outcome, consultation).

The features are a question's embedding and its hashed n-grams, each of unit length; the weights
come from ridge regression on the guide's labelled ways of asking (ingest/train.py). The n-grams are
weighted one by one and then folded into few dimensions by a count sketch (Charikar, Chen &
Farach-Colton, 2002), which keeps their inner products and makes training independent of their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.text import ngrams

Vector = NDArray[np.float32]

SKETCH = 1 << 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearHeads:
    """`names[j]` is output j; shapes: embedding (d, k), ngram (SKETCH, k), idf (m,), bias (k,)."""

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
        positions, values = sketched(text, self.idf)
        part: Vector = (values * self.ngram_weight) @ self.ngram[positions].astype(np.float32)
        return part

    def column(self, name: str) -> int:
        """The position of an output."""
        return self.names.index(name)

    def group(self, prefix: str) -> tuple[list[str], NDArray[np.int64]]:
        """Names (prefix removed) and positions of the outputs whose names start with the prefix."""
        found = [(n[len(prefix) :], i) for i, n in enumerate(self.names) if n.startswith(prefix)]
        return [n for n, _ in found], np.array([i for _, i in found], dtype=np.int64)


def sketched(text: str, idf: Vector) -> tuple[NDArray[np.int64], Vector]:
    """The unit n-gram vector of a text, folded: positions below SKETCH (a position may recur) and signed values."""
    return sketch(*ngrams(text), idf)


def sketch(indices: NDArray[np.int64], values: Vector, idf: Vector) -> tuple[NDArray[np.int64], Vector]:
    """The same for n-grams that are known already."""
    weighted = values * idf[indices]
    norm = float(np.sqrt(np.square(weighted).sum())) or 1.0
    signs = np.where(indices // SKETCH % 2, -1.0, 1.0)
    return indices % SKETCH, (weighted * signs / norm).astype(np.float32)


def idf_weights(texts: Sequence[NDArray[np.int64]], dimensions: int) -> Vector:
    """Smoothed inverse document frequency of each n-gram bucket over texts, given as the buckets they fill; 0 where unseen."""
    document_frequency = np.zeros(dimensions, dtype=np.float32)
    for indices in texts:
        document_frequency[indices] += 1
    idf = np.log((1 + len(texts)) / (1 + document_frequency)) + 1
    return np.where(document_frequency > 0, idf, 0).astype(np.float32)
