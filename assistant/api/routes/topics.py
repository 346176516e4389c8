"""The topics that tie the clauses of both codes together."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.service import Caller
from assistant.wire_codes import TopicsOut, topics_out

router = APIRouter(prefix="/v1", tags=["Clauses"], responses=RESPONSES)


@router.get("/topics", summary="List the topics")
async def topics(who: Annotated[Caller, Depends(caller("ask"))], desk: Annotated[Desk, Depends(desk)]) -> TopicsOut:
    """Each topic of practice, the clauses at its heart and beside it, and questions to start from in English and Spanish."""
    parts = desk.service.assistant.parts
    return topics_out(parts.guide, parts.clauses)
