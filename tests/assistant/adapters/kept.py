"""Records for the tests of what is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.records import AuditEntry, Exchange, FeedbackEntry, KeptReply

NOON = datetime(2026, 11, 29, 12, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)


def audit_entry(**changes: Any) -> AuditEntry:
    """An entry of the audit trail, with these fields changed."""
    fields: dict[str, Any] = {
        "at": NOON,
        "request_id": "req_1",
        "surface": "http",
        "key_id": "abcdefgh",
        "answer_id": "ans_1",
        "question": "May [name] give me a gift?",
        "status": "answered",
        "clause_ids": ("NACM-7", "CCMC-PRINCIPLE-3"),
        "corpus_version": "0123456789ab",
        "generator": "extractive",
    }
    return AuditEntry(**fields | changes)


def receipt(name: str = "rcp_1", **changes: Any) -> dict[str, Any]:
    """What the records keep of a receipt; of its content they need the id."""
    return {"id": name, "statements": [{"text": "Words.", "score": 0.875}], **changes}


def feedback(**changes: Any) -> FeedbackEntry:
    """Feedback, with these fields changed."""
    fields: dict[str, Any] = {"id": "fb_1", "at": NOON, "key_id": "abcdefgh", "answer_id": "ans_1", "thumb": "down"}
    return FeedbackEntry(**fields | changes)


def exchange(**changes: Any) -> Exchange:
    """A question with its answer, with these fields changed."""
    fields: dict[str, Any] = {"at": NOON, "question": "And from his widow?", "answer": {"id": "ans_1", "gaps": ["No sum."]}}
    return Exchange(**fields | changes)


def reply(**changes: Any) -> KeptReply:
    """A reply of bytes that are no text, with these fields changed."""
    fields: dict[str, Any] = {"fingerprint": "f1", "status": 200, "body": b'{"id": 1}\x00\xff', "media_type": "application/json"}
    return KeptReply(**fields | changes)
