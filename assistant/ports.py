"""What the pipeline needs from outside, as narrow protocols; adapters/ fulfils them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.records import (
    ApiKey,
    AskedQuestion,
    AuditEntry,
    Conversation,
    DatabaseKind,
    Exchange,
    FeedbackEntry,
    FeedbackFilter,
    KeptCount,
    KeptReply,
    OwnScenario,
    Purged,
    Review,
    Reviewable,
    Scope,
)
from assistant.types import Passage, Status

Vector = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Called with a step's name, how much of it is done and how much there is."""


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Names the weights; part of the index version."""
        ...

    def embed_query(self, text: str) -> Vector:
        """The vector of one question, shape (d,)."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The vectors of texts to be found, shape (n, d)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A stored text near the question: `similarity` is the cosine, `source` names where it is from.

    `central` and `related` are clause ids; `status` is how such a question is answered; `silence` is
    set for a way of asking for an absent detail.
    """

    similarity: float
    source: str
    central: tuple[str, ...]
    related: tuple[str, ...] = ()
    status: str = "answered"
    silence: str = ""

    def at(self, similarity: float) -> Neighbour:
        """The same text at another similarity."""
        return Neighbour(
            similarity=similarity,
            source=self.source,
            central=self.central,
            related=self.related,
            status=self.status,
            silence=self.silence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """Passages by falling centrality, with what the later stages read off the same scores.

    `features` holds the passages' retrieval scores, one row each; `heads` the linear outputs other than the
    clauses' ("topic:…", "outcome:…", "consult:…").
    """

    passages: tuple[Passage, ...]
    features: Vector
    neighbours: tuple[Neighbour, ...]
    heads: Mapping[str, float]


class ClauseIndex(Protocol):
    """Dense vectors of clause texts and of the guide's ways of asking (many vectors, one clause)."""

    def neighbours(self, vector: Vector, count: int) -> list[Neighbour]:
        """The nearest stored texts, nearest first."""
        ...


class LexicalIndex(Protocol):
    """BM25 over one document for each clause: its text, gloss and ways of asking."""

    def scores(self, text: str) -> Mapping[str, float]:
        """The BM25 score of each clause that shares a word with the question."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """What a chat model is asked for: one JSON object that fits `schema`, a JSON schema.

    `purpose` tells calls apart in the trace; `prompt` names the version of the prompt file, with a hash of it; `most_tokens` bounds the
    output; `seconds` is how long the whole output may take.
    """

    purpose: str
    prompt: str
    system: str
    user: str
    schema: Mapping[str, Any]
    most_tokens: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of a chat model's output, as text; the tokens that the model counts come with any one chunk, and add up.

    An empty one says that nothing has come for a moment.
    """

    text: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cached: bool = False


class ChatModel(Protocol):
    """A chat model that writes text a piece at a time."""

    @property
    def name(self) -> str:
        """The model as the settings name it, "provider:model"."""
        ...

    def stream(self, request: ChatRequest) -> Generator[Chunk, None, None]:
        """The output as it comes, until it ends or the generator is closed; empty chunks while it stays out, at least one a second.

        The output should be the JSON asked for; a model that cannot may write prose, so nobody may rely on its form. ChatModelFailed
        when it stays out, breaks off or takes too long.
        """
        ...


class KeyStore(Protocol):
    """API keys; a secret is kept as a hash only."""

    def create(self, name: str, scopes: Collection[Scope], expires: datetime | None = None) -> tuple[ApiKey, str]:
        """A new key and its token, which is told this once; InvalidInput for a name in use or no scope."""
        ...

    def find(self, token: str) -> ApiKey | None:
        """The key of a token, usable or not; None for a token that was never given out."""
        ...

    def keys(self) -> Sequence[ApiKey]:
        """All keys, oldest first."""
        ...

    def prolong(self, key_id: str, expires: datetime) -> bool:
        """Let a key work until then, expired or not; whether there is one of this id that was not revoked."""
        ...

    def revoke(self, key_id: str, *, unless_last: Scope | None = None) -> ApiKey:
        """Revoke a key for good; InvalidInput when there is none of this id, or when it is the last usable one of a scope."""
        ...

    def close(self) -> None:
        """Let go of what it is kept in."""
        ...


class RecordStore(Protocol):
    """What is kept of questions and answers. RecordsUnavailable when the database cannot be used."""

    def add_answer(self, entry: AuditEntry, receipt: Mapping[str, Any]) -> None:
        """Add an answer to the audit trail, with the receipt from which it can be verified again."""
        ...

    def answers(self) -> Iterator[AuditEntry]:
        """The audit trail, oldest first."""
        ...

    def receipt(self, receipt_id: str) -> Mapping[str, Any] | None:
        """The receipt of this id, or the last one of the answer of this id, where one is kept."""
        ...

    def add_feedback(self, entry: FeedbackEntry) -> None:
        """Keep feedback; the same id again changes nothing."""
        ...

    def feedback(self) -> Iterator[FeedbackEntry]:
        """All feedback, oldest first."""
        ...

    def begin_conversation(self, conversation_id: str, key_id: str, at: datetime) -> None:
        """Begin an empty conversation."""
        ...

    def add_exchange(self, conversation_id: str, exchange: Exchange) -> None:
        """Add to a conversation; UnknownConversation when it was deleted meanwhile."""
        ...

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation of this id, where one is kept."""
        ...

    def conversations(self) -> Iterator[Conversation]:
        """All conversations, oldest first."""
        ...

    def delete_conversation(self, conversation_id: str) -> bool:
        """Delete a conversation; whether there was one."""
        ...

    def claim_reply(self, key: str, fingerprint: str, now: datetime) -> KeptReply | Literal["claimed", "in_progress"]:
        """The reply kept under an idempotency key; "claimed" when this caller is the first and must settle or release it.

        A claim that is ABANDONED can be taken over.
        """
        ...

    def settle_reply(self, key: str, reply: KeptReply) -> None:
        """Keep the reply to a request that was claimed."""
        ...

    def release_reply(self, key: str) -> None:
        """Give a claim up, so that the request can be made again."""
        ...

    def purge(self, before: datetime, replies_before: datetime) -> Purged:
        """Remove what is older than `before`: conversations by their last exchange; kept replies by a time of their own."""
        ...

    def close(self) -> None:
        """Let go of what it is kept in."""
        ...


class ReviewStore(Protocol):
    """The records as whoever looks after the desk reads them, with reviews of feedback. RecordsUnavailable as for RecordStore."""

    @property
    def kind(self) -> DatabaseKind:
        """What the records are kept in."""
        ...

    def feedback(self, wanted: FeedbackFilter, most: int, before: tuple[datetime, str] | None = None) -> Sequence[Reviewable]:
        """Feedback, newest first; with `before` only what comes after the one of this time and id."""
        ...

    def feedback_of(self, feedback_id: str) -> Reviewable | None:
        """The feedback of this id, where it is kept."""
        ...

    def review(self, feedback_id: str, review: Review) -> bool:
        """Keep a review, instead of an earlier one; whether there is such feedback."""
        ...

    def last_answers(self, answer_ids: Collection[str]) -> Mapping[str, AuditEntry]:
        """The last entry of the audit trail for each of these answers that it has."""
        ...

    def questions(self, statuses: Collection[Status], since: datetime | None, most: int) -> Sequence[AskedQuestion]:
        """Questions that were answered with one of these statuses, the most frequent first."""
        ...

    def statuses(self, since: datetime | None) -> Mapping[Status, int]:
        """How many answers had which status."""
        ...

    def kept(self) -> Sequence[KeptCount]:
        """How many records of each kind there are."""
        ...

    def close(self) -> None:
        """Let go of what it is kept in."""
        ...


MOST_OWN = 200
"""How many scenarios of her own a key can have."""


class ScenarioStore(Protocol):
    """The scenarios that facilitators write themselves, kept until they are deleted. RecordsUnavailable as for RecordStore."""

    def add(self, scenario: OwnScenario) -> None:
        """Keep a new scenario; InvalidInput when its key has MOST_OWN already."""
        ...

    def scenarios(self, key_id: str) -> Sequence[OwnScenario]:
        """The scenarios of a key, the one that was changed last first."""
        ...

    def scenario(self, scenario_id: str, key_id: str) -> OwnScenario | None:
        """The scenario of this id, where it is this key's."""
        ...

    def change(self, scenario: OwnScenario, seen: datetime | None) -> bool:
        """Keep a draft in the place of the one before; whether there is such a scenario of this key.

        ScenarioChanged where it was changed at another time than `seen` says; None for any.
        """
        ...

    def delete(self, scenario_id: str, key_id: str) -> bool:
        """Delete a scenario; whether there was one of this key."""
        ...

    def close(self) -> None:
        """Let go of what it is kept in."""
        ...
