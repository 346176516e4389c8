"""Embedders that need no weights, so that tests of an index take a second, and a chat model that needs no server."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np

from assistant.errors import EthicsDeskError
from assistant.ports import ChatRequest, Chunk, Embedder, Vector
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


class ScriptedChatModel:
    """A chat model that gives these outputs in turn, the last one again and again, and notes what it was asked.

    An output is a text, which comes in pieces of `size` characters, an error, or a list of pieces of text that may end with an error;
    each whole text counts `tokens` in and out. `abandoned` counts the streams that were closed before their end, `ended` all that ended.
    """

    def __init__(
        self,
        *outputs: str | EthicsDeskError | Sequence[str | EthicsDeskError],
        name: str = "scripted:model",
        tokens: tuple[int, int] = (11, 7),
        size: int = 1 << 20,
        cached: bool = False,
    ) -> None:
        self._outputs = outputs
        self._name = name
        self._tokens = tokens
        self._size = size
        self._cached = cached
        self.requests: list[ChatRequest] = []
        self.abandoned = 0
        self.ended = 0

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def stream(self, request: ChatRequest) -> Generator[Chunk, None, None]:
        """The next output, piece by piece."""
        self.requests.append(request)
        output = self._outputs[min(len(self.requests), len(self._outputs)) - 1]
        try:
            for piece in self._pieces(output):
                if isinstance(piece, EthicsDeskError):
                    raise piece
                yield Chunk(text=piece, cached=self._cached)
            yield Chunk(input_tokens=self._tokens[0], output_tokens=self._tokens[1], cached=self._cached)
        except GeneratorExit:
            self.abandoned += 1
            raise
        finally:
            self.ended += 1

    def _pieces(self, output: str | EthicsDeskError | Sequence[str | EthicsDeskError]) -> Sequence[str | EthicsDeskError]:
        if isinstance(output, str):
            return [output[start : start + self._size] for start in range(0, max(len(output), 1), self._size)]
        return [output] if isinstance(output, EthicsDeskError) else output


def chat_request(**changes: Any) -> ChatRequest:
    """A small request for one JSON object, with these fields changed."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
    fields = {"purpose": "explain", "prompt": "explain.v1 0123", "system": "Write JSON.", "user": "May I accept [a gift]?"}
    return ChatRequest(**{**fields, "schema": schema, "most_tokens": 200, "seconds": 10.0, **changes})
