"""Feedback to review, and to turn into cases of the evaluation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from assistant.api.bodies import JsonRoute
from assistant.api.callers import administrator
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.requests_desk import CURSOR, FEEDBACK_ID, ReviewIn
from assistant.api.reviewing import case_record, cursor_of, detail, place_of, summary
from assistant.errors import InvalidInput, UnknownRecord
from assistant.pipeline import Assistant
from assistant.records import AuditEntry, FeedbackFilter, FeedbackReason, Review, Reviewable, Thumb
from assistant.service import Caller
from assistant.wire import Problem
from assistant.wire_desk import MOST_LISTED, CaseRecordOut, FeedbackDetailOut, FeedbackPageOut

router = APIRouter(prefix="/v1/desk", tags=["Desk"], responses=RESPONSES, route_class=JsonRoute)
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No feedback of this id is kept."}}
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(administrator)]
_Id = Annotated[str, Path(pattern=FEEDBACK_ID)]


@router.get("/feedback", summary="List feedback")
async def list_feedback(
    who: _Who,
    desk: _Desk,
    thumb: Annotated[Thumb | None, Query(description="Only with this thumb.")] = None,
    reason: Annotated[FeedbackReason | None, Query(description="Only for this reason.")] = None,
    reviewed: Annotated[bool | None, Query(description="Only what was reviewed, or only what was not.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 20,
    cursor: Annotated[str | None, Query(description="`next` of the page before.", pattern=CURSOR)] = None,
) -> FeedbackPageOut:
    """What is kept of feedback, newest first, a page at a time."""
    wanted = FeedbackFilter(thumb=thumb, reason=reason, reviewed=reviewed)
    before = None if cursor is None else place_of(cursor)
    # One more than asked for tells whether there is a page after this one.
    found = await asyncio.to_thread(desk.reviews.feedback, wanted, limit + 1, before)
    trail = await _trail(desk, found)
    return FeedbackPageOut(
        feedback=[summary(f, trail.get(f.entry.answer_id)) for f in found[:limit]],
        next=cursor_of(found[limit - 1]) if len(found) > limit else None,
    )


@router.get("/feedback/{feedback_id}", summary="Read feedback", responses=_UNKNOWN)
async def read_feedback(feedback_id: _Id, who: _Who, desk: _Desk) -> FeedbackDetailOut:
    """One feedback with the masked turns, the answer where the sender gave it, and what the audit trail says of it."""
    return await _detail(desk, await _kept(desk, feedback_id))


@router.post("/feedback/{feedback_id}/review", summary="Review feedback", responses=_UNKNOWN)
async def review_feedback(feedback_id: _Id, body: ReviewIn, who: _Who, desk: _Desk) -> FeedbackDetailOut:
    """Marks feedback as reviewed, with a note and what was expected; takes the place of an earlier review."""
    await _kept(desk, feedback_id)
    made = await desk.service.call(lambda assistant: _review(body, who, assistant))
    if not await asyncio.to_thread(desk.reviews.review, feedback_id, made):
        raise _unknown(feedback_id)
    return await _detail(desk, await _kept(desk, feedback_id))


@router.get("/feedback/{feedback_id}/case", summary="Read feedback as a record for a case", responses=_UNKNOWN)
async def feedback_case(feedback_id: _Id, who: _Who, desk: _Desk) -> CaseRecordOut:
    """The record that `ethics-desk evals add-feedback` makes a case of; 422 where something is missing for one."""
    found = await _kept(desk, feedback_id)
    return case_record(found, (await _trail(desk, [found])).get(found.entry.answer_id))


@router.get("/cases", summary="Read several records for cases", responses=_UNKNOWN)
async def feedback_cases(
    who: _Who,
    desk: _Desk,
    feedback_id: Annotated[list[Annotated[str, Query(pattern=FEEDBACK_ID)]], Query(alias="id", min_length=1, max_length=MOST_LISTED)],
) -> list[CaseRecordOut]:
    """The records of these feedbacks in the order asked for, for one call of `ethics-desk evals add-feedback`."""
    found = [await _kept(desk, name) for name in dict.fromkeys(feedback_id)]
    trail = await _trail(desk, found)
    return [case_record(f, trail.get(f.entry.answer_id)) for f in found]


async def _kept(desk: Desk, feedback_id: str) -> Reviewable:
    found = await asyncio.to_thread(desk.reviews.feedback_of, feedback_id)
    if found is None:
        raise _unknown(feedback_id)
    return found


def _unknown(feedback_id: str) -> UnknownRecord:
    return UnknownRecord(f"No feedback of the id {feedback_id!r} is kept.", "GET /v1/desk/feedback lists what is; it may have been purged.")


async def _detail(desk: Desk, found: Reviewable) -> FeedbackDetailOut:
    trail = (await _trail(desk, [found])).get(found.entry.answer_id)
    return await desk.service.call(lambda assistant: detail(found, trail, assistant.parts))


async def _trail(desk: Desk, found: Sequence[Reviewable]) -> Mapping[str, AuditEntry]:
    """What the audit trail has of their answers, by the answers' ids."""
    return await asyncio.to_thread(desk.reviews.last_answers, {f.entry.answer_id for f in found})


def _review(body: ReviewIn, who: Caller, assistant: Assistant) -> Review:
    """The review as it is kept, its note masked; InvalidInput for clauses that there are not, and for what contradicts itself."""
    clauses = body.expected_clauses
    unknown = {c for group in clauses or () for c in group.split("|")} - {c.id for c in assistant.parts.clauses}
    if unknown:
        raise InvalidInput(f"No clause has the id {', '.join(sorted(unknown))}.", "GET /v1/clauses lists them.")
    if clauses and body.expected_status in ("not_in_codes", "out_of_scope", "declined"):
        raise InvalidInput(f"The status {body.expected_status} goes with no clause.", "Correct one of the two.")
    return Review(
        at=datetime.now(UTC),
        key_id=who.key_id,
        note=assistant.parts.intake.mask(body.note),
        expected_clauses=None if clauses is None else tuple(clauses),
        expected_consult=None if body.expected_consult is None else tuple(dict.fromkeys(body.expected_consult)),
        expected_status=body.expected_status,
    )
