"""What people think of answers."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.api.bodies import JsonRoute
from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.idempotency import IdempotencyKey, once
from assistant.api.problems import RESPONSES
from assistant.api.requests import FeedbackIn
from assistant.records import FeedbackEntry
from assistant.service import Caller, check_history
from assistant.wire import FeedbackOut

router = APIRouter(prefix="/v1", tags=["Feedback"], responses=RESPONSES, route_class=JsonRoute)


@router.post("/feedback", status_code=201, summary="Say what you think of an answer", response_model=FeedbackOut)
async def feedback(
    body: FeedbackIn,
    request: Request,
    who: Annotated[Caller, Depends(caller("ask"))],
    desk: Annotated[Desk, Depends(desk)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Keeps a thumb, a reason and a comment for review; identifiers are masked first."""

    async def kept() -> FeedbackOut:
        check_history([*body.turns, ""])
        entry = await desk.service.call(lambda assistant: _entry(body, who, assistant.parts.intake.mask))
        await asyncio.to_thread(desk.records.add_feedback, entry)
        return FeedbackOut(id=entry.id, kept=desk.settings.keep_days > 0)

    return await once(request, desk, who, idempotency_key, kept, status=201)


def _entry(body: FeedbackIn, who: Caller, mask: Callable[[str], str]) -> FeedbackEntry:
    """The feedback as it is kept, its words masked, those of the answer that was sent back among them."""
    return FeedbackEntry(
        id=f"fb_{secrets.token_hex(8)}",
        at=datetime.now(UTC),
        key_id=who.key_id,
        answer_id=body.answer_id,
        thumb=body.thumb,
        reason=body.reason,
        comment=mask(body.comment),
        turns=tuple(mask(t) for t in body.turns),
        # A sender could write anything into the answer; the desk's own words pass through the masking as they are, but for a web address.
        answer=_masked(body.answer.model_dump(mode="json"), mask) if body.answer else None,
    )


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    """JSON with all its texts masked."""
    match value:
        case str():
            return mask(value)
        case list():
            return [_masked(v, mask) for v in value]
        case dict():
            return {name: _masked(v, mask) for name, v in value.items()}
        case _:
            return value
