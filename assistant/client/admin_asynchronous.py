"""The calls for whoever looks after the desk, for asyncio."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Sequence
from typing import Protocol

from assistant.client import admin_calls
from assistant.client.calls import Call, T
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


class Calling(Protocol):
    """Makes a call, and gives what it is for."""

    def __call__(self, call: Call[T]) -> Awaitable[T]:
        """The result of a call; CallFailed."""
        ...


class AsyncAdmin:
    """What a key of scope admin opens: feedback, unanswered questions, versions, keys and retention."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling

    async def feedback(
        self,
        *,
        thumb: Thumb | None = None,
        reason: FeedbackReason | None = None,
        reviewed: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> FeedbackPageOut:
        """Feedback, newest first; `next` of a page is the `cursor` of the one after it."""
        return await self._calling(admin_calls.feedback(thumb, reason, reviewed, limit, cursor))

    async def one_feedback(self, feedback_id: str) -> FeedbackDetailOut:
        """Feedback with all that is kept for its review; NotFound."""
        return await self._calling(admin_calls.one_feedback(feedback_id))

    async def review(
        self,
        feedback_id: str,
        *,
        note: str = "",
        expected_clauses: Sequence[str] | None = None,
        expected_consult: Sequence[Who] | None = None,
        expected_status: Status | None = None,
    ) -> FeedbackDetailOut:
        """Mark feedback as reviewed, with what was expected; None is not stated, an empty list nothing and nobody. NotFound, Invalid."""
        return await self._calling(admin_calls.review(feedback_id, note, expected_clauses, expected_consult, expected_status))

    async def case(self, feedback_id: str) -> CaseRecordOut:
        """The record that `ethics-desk evals add-feedback` reads; NotFound, and Invalid where something is missing for a case."""
        return await self._calling(admin_calls.case(feedback_id))

    async def cases(self, feedback_ids: Sequence[str]) -> list[CaseRecordOut]:
        """Several such records."""
        return await self._calling(admin_calls.cases(feedback_ids))

    async def questions(
        self, *, status: Collection[UnansweredStatus] = (), days: int | None = None, limit: int | None = None
    ) -> QuestionsOut:
        """Questions that found no full answer, the most frequent first, and how many answers had which status."""
        return await self._calling(admin_calls.questions(status, days, limit))

    async def versions(self) -> DeskVersionsOut:
        """What answers are made and checked with."""
        return await self._calling(admin_calls.versions())

    async def documents(self) -> DocumentsOut:
        """The codes with their source files."""
        return await self._calling(admin_calls.documents())

    async def keys(self) -> KeysOut:
        """All keys, oldest first, without their secrets."""
        return await self._calling(admin_calls.keys())

    async def create_key(self, name: str, scopes: Collection[Scope], *, expires: str | None = None) -> KeyCreatedOut:
        """A new key and its token, told this once; `expires` is "90d" or "2027-01-31". Invalid."""
        return await self._calling(admin_calls.create_key(name, scopes, expires))

    async def revoke_key(self, key_id: str) -> KeyOut:
        """Revoke a key for good; NotFound, and Invalid for the last usable key of scope admin."""
        return await self._calling(admin_calls.revoke_key(key_id))

    async def retention(self) -> RetentionOut:
        """How long records are kept, and how many there are."""
        return await self._calling(admin_calls.retention())

    async def purge(self, *, days: int | None = None) -> PurgedOut:
        """Remove what is older than so many days, or than the settings keep it."""
        return await self._calling(admin_calls.purge(days))
