"""What the HTTP API sends to whoever looks after the desk: the shapes of its replies, for its server and its client alike."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.records import DatabaseKind, FeedbackReason, Kind, Scope, Surface, Thumb
from assistant.schemas import AnswerOut
from assistant.types import Status, Who

MOST_LISTED = 100
Missing = Literal["question", "expectation"]
KeyState = Literal["usable", "expired", "revoked"]
UnansweredStatus = Literal["not_in_codes", "out_of_scope", "partial"]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class ExpectedOut(_Shape):
    """What an answer should have been. What is null was not stated; an empty list means nothing and nobody.

    In `expected_clauses` each entry is needed; where any one of several will do, their ids are joined by `|`.
    """

    expected_clauses: list[str] | None = None
    expected_consult: list[Who] | None = None
    expected_status: Status | None = None


class ReviewOut(ExpectedOut):
    """A review of feedback: when, and by which key."""

    at: datetime
    key_id: str
    note: str


class FeedbackSummaryOut(_Shape):
    """Feedback as it stands in a list; `question` is the last turn, or empty where nobody knows it.

    `missing` says what a case of the evaluation still needs: the question, or in place of the answer the whole expectation.
    """

    id: str
    at: datetime
    answer_id: str
    thumb: Thumb
    reason: FeedbackReason | None
    comment: str
    question: str
    status: Status | None = Field(description="The answer's status, where it is known.")
    review: ReviewOut | None
    missing: list[Missing]


class FeedbackPageOut(_Shape):
    """Feedback, newest first; `next` is the cursor of what comes after, null at the end."""

    feedback: list[FeedbackSummaryOut]
    next: str | None


class TrailOut(_Shape):
    """What the audit trail says of an answer."""

    at: datetime
    surface: Surface
    question: str
    status: Status
    clause_ids: list[str]
    corpus_version: str
    generator: str


class FeedbackDetailOut(FeedbackSummaryOut):
    """Feedback with all that is kept for its review: the masked turns, the answer where the sender gave it, its last entry in the trail.

    `as_given` says whether that answer is as the desk gives it: it fits its receipt, every statement stands, and it shows what they say. It
    is null where there is no answer, and where the guide has changed since, so that nobody can tell.
    """

    key_id: str
    turns: list[str]
    answer: AnswerOut | None
    as_given: bool | None
    trail: TrailOut | None


class CaseRecordOut(ExpectedOut):
    """Feedback as `ethics-desk evals add-feedback` reads it."""

    answer_id: str
    thumb: Thumb
    reason: FeedbackReason | None
    comment: str
    turns: list[str]
    answer: AnswerOut | None


class AskedOut(_Shape):
    """A masked question that found no full answer: how often, first and last."""

    question: str
    status: Status
    count: int
    first: datetime
    last: datetime


class QuestionsOut(_Shape):
    """Questions that found no full answer, the most frequent first, and how many answers of the same time had which status."""

    questions: list[AskedOut]
    statuses: dict[Status, int]


class DeskVersionsOut(_Shape):
    """What answers are made and checked with. The four versions of the content are null until the index is loaded."""

    program: str
    corpus_version: str | None
    register_version: str | None
    guide_version: str | None
    verifier_version: str | None
    embedder: str | None
    index_format: int
    generator: str


class DocumentOut(_Shape):
    """A code as its source file holds it."""

    code: str
    title: str
    edition: str
    file: str
    sha256: str
    clauses: int
    errata: int = Field(description="Slips of the original that are known; a quote keeps them.")


class DocumentsOut(_Shape):
    """The documents of the corpus."""

    corpus_version: str
    documents: list[DocumentOut]


class KeyOut(_Shape):
    """A key, without its secret; `own` says that it is the one that was used for this call."""

    id: str
    name: str
    scopes: list[Scope]
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    state: KeyState
    own: bool


class KeysOut(_Shape):
    """All keys, oldest first, revoked ones among them."""

    keys: list[KeyOut]


class KeyCreatedOut(_Shape):
    """A new key and its token, which is told this once."""

    key: KeyOut
    token: str


class KeptRecordsOut(_Shape):
    """How many records of a kind there are, and the time by which the oldest is purged."""

    kind: Kind
    count: int
    oldest: datetime | None


class RetentionOut(_Shape):
    """How long records are kept, what they are kept in, and what there is; 0 days keep nothing."""

    days: int
    conversations: bool
    database: DatabaseKind
    records: list[KeptRecordsOut]


class PurgedOut(_Shape):
    """How many records a purge has removed: those that were older than so many days."""

    days: int
    answers: int
    feedback: int
    conversations: int
    replies: int
    rooms: int = 0
