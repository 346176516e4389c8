"""Embedders that need no weights, so that tests of an index take a second, and a chat model that needs no server."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np

from assistant.errors import EthicsDeskError
from assistant.ports import ChatRequest, Chunk, Embedder, Vector
from assistant.records import ApiKey, AuditEntry, Conversation, Exchange, FeedbackEntry, KeptReply, Purged, Scope
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


class MemoryKeys:
    """API keys in memory; the token of a key is "edk_" and its id."""

    def __init__(self) -> None:
        self._keys: dict[str, ApiKey] = {}

    def create(self, name: str, scopes: Collection[Scope], expires: datetime | None = None) -> tuple[ApiKey, str]:
        """A new key and its token."""
        key = ApiKey(id=f"k{len(self._keys)}", name=name, scopes=frozenset(scopes), created=datetime.now(UTC), expires=expires)
        self._keys[key.id] = key
        return key, f"edk_{key.id}"

    def find(self, token: str) -> ApiKey | None:
        """The key of a token."""
        return self._keys.get(token.removeprefix("edk_"))

    def keys(self) -> Sequence[ApiKey]:
        """All keys."""
        return list(self._keys.values())

    def revoke(self, key_id: str) -> ApiKey:
        """Revoke a key."""
        self._keys[key_id] = replace(self._keys[key_id], revoked=datetime.now(UTC))
        return self._keys[key_id]


class MemoryRecords:
    """Records in lists."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []
        self.receipts: dict[str, Mapping[str, Any]] = {}
        self.given: dict[str, FeedbackEntry] = {}
        self.talks: dict[str, Conversation] = {}
        self.replies: dict[str, tuple[str, KeptReply | None]] = {}

    def add_answer(self, entry: AuditEntry, receipt: Mapping[str, Any]) -> None:
        """Add an answer."""
        self.entries.append(entry)
        self.receipts[str(receipt.get("id", entry.answer_id))] = receipt

    def answers(self) -> Iterator[AuditEntry]:
        """All answers."""
        return iter(self.entries)

    def receipt(self, receipt_id: str) -> Mapping[str, Any] | None:
        """A receipt."""
        return self.receipts.get(receipt_id)

    def add_feedback(self, entry: FeedbackEntry) -> None:
        """Keep feedback."""
        self.given.setdefault(entry.id, entry)

    def feedback(self) -> Iterator[FeedbackEntry]:
        """All feedback."""
        return iter(self.given.values())

    def begin_conversation(self, conversation_id: str, key_id: str, at: datetime) -> None:
        """Begin a conversation."""
        self.talks[conversation_id] = Conversation(id=conversation_id, key_id=key_id, created=at)

    def add_exchange(self, conversation_id: str, exchange: Exchange) -> None:
        """Add to a conversation."""
        talk = self.talks[conversation_id]
        self.talks[conversation_id] = replace(talk, exchanges=(*talk.exchanges, exchange))

    def conversation(self, conversation_id: str) -> Conversation | None:
        """A conversation."""
        return self.talks.get(conversation_id)

    def conversations(self) -> Iterator[Conversation]:
        """All conversations."""
        return iter(self.talks.values())

    def delete_conversation(self, conversation_id: str) -> bool:
        """Delete a conversation."""
        return self.talks.pop(conversation_id, None) is not None

    def claim_reply(self, key: str, fingerprint: str, now: datetime) -> KeptReply | Literal["claimed", "in_progress"]:
        """Claim an idempotency key."""
        if key not in self.replies:
            self.replies[key] = (fingerprint, None)
            return "claimed"
        return self.replies[key][1] or "in_progress"

    def settle_reply(self, key: str, reply: KeptReply) -> None:
        """Keep a reply."""
        self.replies[key] = (reply.fingerprint, reply)

    def release_reply(self, key: str) -> None:
        """Give a claim up."""
        self.replies.pop(key, None)

    def purge(self, before: datetime, replies_before: datetime) -> Purged:
        """Remove nothing."""
        return Purged()
