"""What the desk may keep: keys, an audit trail, feedback, conversations. All texts in it are masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from assistant.types import Status, Who

Scope = Literal["ask", "facilitate", "admin"]
Thumb = Literal["up", "down"]
FeedbackReason = Literal["wrong_clause", "missed_clause", "unclear", "should_have_sent_elsewhere"]
Surface = Literal["http", "openai", "mcp", "slack", "mattermost", "teams"]
Kind = Literal["answers", "receipts", "feedback", "conversations", "replies", "rooms"]
DatabaseKind = Literal["sqlite", "postgresql"]

LIVE_KEY = "live room "
"""How the names of the keys begin that `ethics-desk live` makes; whoever can make keys has the machine's anyway."""

ABANDONED = timedelta(minutes=2)
"""After so long, whoever claimed a reply and did not settle it is taken to have died."""

REPLIES_KEPT = timedelta(days=1)
"""How long a reply is kept for a request that is repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is known after it was made: everything but its secret. Times are in UTC."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None

    @property
    def owner(self) -> str:
        """Whose rooms and scenarios it opens: its own, but for keys of `ethics-desk live` those that were begun on the machine, "".

        Each run of that command makes a new key, and what was written before it, or led by an earlier one, is still there.
        """
        return "" if self.name.startswith(LIVE_KEY) else self.id

    def usable(self, now: datetime) -> bool:
        """Whether it opens anything at this time."""
        return self.revoked is None and (self.expires is None or now < self.expires)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One answer in the audit trail; `key_id` is "" for somebody on this machine who needs no key."""

    at: datetime
    request_id: str
    surface: Surface
    key_id: str
    answer_id: str
    question: str
    status: Status
    clause_ids: tuple[str, ...]
    corpus_version: str
    generator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question of a conversation, masked, and the JSON of its answer."""

    at: datetime
    question: str
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The exchanges of one conversation, oldest first; it belongs to the key that began it."""

    id: str
    key_id: str
    created: datetime
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEntry:
    """What somebody thought of an answer; `answer` is its JSON where the sender gave it."""

    id: str
    at: datetime
    key_id: str
    answer_id: str
    thumb: Thumb
    reason: FeedbackReason | None = None
    comment: str = ""
    turns: tuple[str, ...] = ()
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a reviewer made of feedback: an expectation that is None was not stated, an empty one means nothing and nobody.

    In `expected_clauses` each entry is needed; where any one of several will do, their ids are joined by "|".
    """

    at: datetime
    key_id: str
    note: str = ""
    expected_clauses: tuple[str, ...] | None = None
    expected_consult: tuple[Who, ...] | None = None
    expected_status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewable:
    """Feedback, and its review where there is one."""

    entry: FeedbackEntry
    review: Review | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFilter:
    """Which feedback is wanted; what is None does not matter."""

    thumb: Thumb | None = None
    reason: FeedbackReason | None = None
    reviewed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A masked question of the audit trail: how often it was answered with this status, first and last."""

    question: str
    status: Status
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCount:
    """How many records of a kind there are, and the moment by which the oldest is purged; None where there are none."""

    kind: Kind
    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScenario:
    """A scenario that a facilitator writes, as far as she has come; it belongs to the key that began it and is no record of anybody."""

    id: str
    key_id: str
    created: datetime
    changed: datetime
    draft: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """A reply kept for an idempotency key: `fingerprint` is a hash of the request that it belongs to."""

    fingerprint: str
    status: int
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How many records of each kind a purge has removed."""

    answers: int = 0
    feedback: int = 0
    conversations: int = 0
    replies: int = 0
    rooms: int = 0
