"""How long records are kept, how many there are, and the purge."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.api.bodies import JsonRoute
from assistant.api.callers import administrator
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.requests_desk import PurgeIn
from assistant.api.upkeep import purge
from assistant.service import Caller
from assistant.wire_desk import KeptRecordsOut, PurgedOut, RetentionOut

router = APIRouter(prefix="/v1/desk/retention", tags=["Desk"], responses=RESPONSES, route_class=JsonRoute)
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(administrator)]


@router.get("", summary="Read the retention")
async def retention(who: _Who, desk: _Desk) -> RetentionOut:
    """The settings in force, the kind of database, and how many records of each kind it holds."""
    kept = await asyncio.to_thread(desk.reviews.kept)
    return RetentionOut(
        days=desk.settings.keep_days,
        conversations=desk.settings.keep_conversations and desk.settings.keep_days > 0,
        database=desk.reviews.kind,
        records=[KeptRecordsOut.model_validate(k, from_attributes=True) for k in kept],
    )


@router.post("/purge", summary="Purge records now")
async def purge_records(body: PurgeIn, who: _Who, desk: _Desk) -> PurgedOut:
    """Removes answers, feedback and conversations that are older than so many days; the desk does it every hour by its settings."""
    removed = await asyncio.to_thread(purge, desk, body.days)
    return PurgedOut(days=desk.settings.keep_days if body.days is None else body.days, **asdict(removed))
