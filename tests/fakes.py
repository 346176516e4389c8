"""Embedders that need no weights, so that tests of an index take a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assistant.ports import Embedder, Vector
from assistant.text import ngrams


class NgramEmbedder:
    """Unit vectors from hashed n-grams: texts that share words are near, and nothing is learned."""

    def __init__(self, name: str = "n-grams", dimensions: int = 96) -> None:
        self._name = name
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def embed_query(self, text: str) -> Vector:
        """The vector of one question, shape (d,)."""
        indices, values = ngrams(text)
        # The constant keeps a text without words off the zero vector, which has no direction.
        vector = np.full(self._dimensions, 1e-3, dtype=np.float32)
        np.add.at(vector, indices % self._dimensions, values)
        unit: Vector = vector / np.linalg.norm(vector)
        return unit

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The vectors of texts, shape (n, d)."""
        return np.array([self.embed_query(t) for t in texts], dtype=np.float32).reshape(len(texts), self._dimensions)


class WatchedEmbedder:
    """Another embedder that notes what it embeds; `before` is called with the texts of each call."""

    def __init__(self, inner: Embedder, before: Callable[[Sequence[str]], None] = lambda texts: None) -> None:
        self._inner = inner
        self._before = before
        self.embedded: list[str] = []

    @property
    def name(self) -> str:
        """The other embedder's name."""
        return self._inner.name

    def embed_query(self, text: str) -> Vector:
        """The vector of one question, shape (d,)."""
        return self._inner.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The vectors of texts, shape (n, d), noted."""
        self._before(texts)
        self.embedded += texts
        return self._inner.embed_passages(texts)
