"""Questions that found no full answer: what the guide may lack."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Query

from assistant.api.callers import administrator
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.requests_desk import MOST_DAYS
from assistant.service import Caller
from assistant.wire_desk import MOST_LISTED, AskedOut, QuestionsOut, UnansweredStatus

router = APIRouter(prefix="/v1/desk", tags=["Desk"], responses=RESPONSES)


@router.get("/questions", summary="List questions that found no full answer")
async def questions(
    who: Annotated[Caller, Depends(administrator)],
    desk: Annotated[Desk, Depends(desk)],
    status: Annotated[list[UnansweredStatus] | None, Query(description="Only with these statuses; may be repeated.", max_length=3)] = None,
    days: Annotated[int | None, Query(description="Only of the last so many days.", ge=1, le=MOST_DAYS)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
) -> QuestionsOut:
    """Masked questions of the audit trail, the same ones counted together, and how many answers had which status."""
    since = None if days is None else datetime.now(UTC) - timedelta(days=days)
    wanted = status or get_args(UnansweredStatus)
    found = await asyncio.to_thread(desk.reviews.questions, wanted, since, limit)
    counted = await asyncio.to_thread(desk.reviews.statuses, since)
    return QuestionsOut(questions=[AskedOut.model_validate(q, from_attributes=True) for q in found], statuses=dict(counted))
