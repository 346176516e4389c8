"""Records as rows of their tables, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from assistant.records import AuditEntry, Conversation, Exchange, FeedbackEntry, KeptReply, Review


def answer_row(entry: AuditEntry) -> dict[str, Any]:
    """An entry of the audit trail as values of its row."""
    return asdict(entry)


def audit_entry(row: Row[Any]) -> AuditEntry:
    """The entry of a row."""
    return AuditEntry(
        at=row.at,
        request_id=row.request_id,
        surface=row.surface,
        key_id=row.key_id,
        answer_id=row.answer_id,
        question=row.question,
        status=row.status,
        clause_ids=tuple(row.clause_ids),
        corpus_version=row.corpus_version,
        generator=row.generator,
    )


def feedback_row(entry: FeedbackEntry) -> dict[str, Any]:
    """Feedback as values of its row."""
    return asdict(entry)


def feedback_entry(row: Row[Any]) -> FeedbackEntry:
    """The feedback of a row."""
    return FeedbackEntry(
        id=row.id,
        at=row.at,
        key_id=row.key_id,
        answer_id=row.answer_id,
        thumb=row.thumb,
        reason=row.reason,
        comment=row.comment,
        turns=tuple(row.turns),
        answer=row.answer,
    )


def review_row(review: Review) -> dict[str, Any]:
    """A review as values of its row."""
    return asdict(review)


def review(row: Row[Any]) -> Review:
    """The review of a row."""
    return Review(
        at=row.at,
        key_id=row.key_id,
        note=row.note,
        expected_clauses=None if row.expected_clauses is None else tuple(row.expected_clauses),
        expected_consult=None if row.expected_consult is None else tuple(row.expected_consult),
        expected_status=row.expected_status,
    )


def exchange(row: Row[Any]) -> Exchange:
    """The exchange of a row."""
    return Exchange(at=row.at, question=row.question, answer=row.answer)


def conversation(row: Row[Any], exchanges: Sequence[Exchange]) -> Conversation:
    """The conversation of a row."""
    return Conversation(id=row.id, key_id=row.key_id, created=row.created, exchanges=tuple(exchanges))


def kept_reply(row: Row[Any]) -> KeptReply:
    """The reply of a row that was settled."""
    return KeptReply(fingerprint=row.fingerprint, status=row.status, body=bytes(row.body), media_type=row.media_type)
