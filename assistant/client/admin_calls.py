"""The calls for whoever looks after the desk, each as one value, for the client that waits and the one that does not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from assistant.client.calls import Call, given, path_of
from assistant.records import FeedbackReason, Scope, Thumb
from assistant.types import Status, Who
from assistant.wire_desk import (
    CaseRecordOut,
    DeskVersionsOut,
    DocumentsOut,
    FeedbackDetailOut,
    FeedbackPageOut,
    KeyCreatedOut,
    KeyOut,
    KeysOut,
    PurgedOut,
    QuestionsOut,
    RetentionOut,
    UnansweredStatus,
)

_FEEDBACK = "/v1/desk/feedback"
_CASES = TypeAdapter(list[CaseRecordOut])


def feedback(
    thumb: Thumb | None, reason: FeedbackReason | None, reviewed: bool | None, limit: int | None, cursor: str | None
) -> Call[FeedbackPageOut]:
    """GET /v1/desk/feedback."""
    params = given(thumb=thumb, reason=reason, reviewed=reviewed, limit=limit, cursor=cursor)
    return Call(method="GET", path=_FEEDBACK, read=FeedbackPageOut.model_validate_json, params=params)


def one_feedback(feedback_id: str) -> Call[FeedbackDetailOut]:
    """GET /v1/desk/feedback/{id}."""
    return Call(method="GET", path=path_of(_FEEDBACK, feedback_id), read=FeedbackDetailOut.model_validate_json)


def review(
    feedback_id: str,
    note: str,
    expected_clauses: Sequence[str] | None,
    expected_consult: Sequence[Who] | None,
    expected_status: Status | None,
) -> Call[FeedbackDetailOut]:
    """POST /v1/desk/feedback/{id}/review."""
    body = {
        "note": note,
        "expected_clauses": None if expected_clauses is None else list(expected_clauses),
        "expected_consult": None if expected_consult is None else list(expected_consult),
        "expected_status": expected_status,
    }
    path = f"{path_of(_FEEDBACK, feedback_id)}/review"
    return Call(method="POST", path=path, read=FeedbackDetailOut.model_validate_json, body=body)


def case(feedback_id: str) -> Call[CaseRecordOut]:
    """GET /v1/desk/feedback/{id}/case."""
    return Call(method="GET", path=f"{path_of(_FEEDBACK, feedback_id)}/case", read=CaseRecordOut.model_validate_json)


def cases(feedback_ids: Sequence[str]) -> Call[list[CaseRecordOut]]:
    """GET /v1/desk/cases."""
    return Call(method="GET", path="/v1/desk/cases", read=_CASES.validate_json, params={"id": list(feedback_ids)})


def questions(status: Collection[UnansweredStatus], days: int | None, limit: int | None) -> Call[QuestionsOut]:
    """GET /v1/desk/questions."""
    params = given(status=list(status), days=days, limit=limit)
    return Call(method="GET", path="/v1/desk/questions", read=QuestionsOut.model_validate_json, params=params)


def versions() -> Call[DeskVersionsOut]:
    """GET /v1/desk/versions."""
    return Call(method="GET", path="/v1/desk/versions", read=DeskVersionsOut.model_validate_json)


def documents() -> Call[DocumentsOut]:
    """GET /v1/desk/documents."""
    return Call(method="GET", path="/v1/desk/documents", read=DocumentsOut.model_validate_json)


def keys() -> Call[KeysOut]:
    """GET /v1/desk/keys."""
    return Call(method="GET", path="/v1/desk/keys", read=KeysOut.model_validate_json)


def create_key(name: str, scopes: Collection[Scope], expires: str | None) -> Call[KeyCreatedOut]:
    """POST /v1/desk/keys."""
    body: Mapping[str, Any] = {"name": name, "scopes": list(scopes), "expires": expires}
    # Sent again after it arrived, it would be told that the name is in use, and the token would be lost.
    return Call(method="POST", path="/v1/desk/keys", read=KeyCreatedOut.model_validate_json, body=body, repeatable=False)


def revoke_key(key_id: str) -> Call[KeyOut]:
    """POST /v1/desk/keys/{id}/revoke."""
    return Call(method="POST", path=f"{path_of('/v1/desk/keys', key_id)}/revoke", read=KeyOut.model_validate_json)


def retention() -> Call[RetentionOut]:
    """GET /v1/desk/retention."""
    return Call(method="GET", path="/v1/desk/retention", read=RetentionOut.model_validate_json)


def purge(days: int | None) -> Call[PurgedOut]:
    """POST /v1/desk/retention/purge."""
    # Sent again, it would tell the counts of a purge that found nothing any more.
    return Call(method="POST", path="/v1/desk/retention/purge", read=PurgedOut.model_validate_json, body=given(days=days), repeatable=False)
