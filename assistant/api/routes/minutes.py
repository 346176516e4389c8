"""What is left of a discussion: its minutes, and its votes as a table."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import Response

from assistant.api.bodies import JsonRoute
from assistant.api.problems import RESPONSES
from assistant.api.rooms.driving import Console, console
from assistant.minutes.compose import Wanted, compose
from assistant.minutes.votes import vote_rows
from assistant.pipeline import Assistant
from assistant.wire import Problem
from assistant.wire_minutes import VOTES_MEDIA_TYPE, minutes_file_name, votes_file_name
from assistant.wire_packet import MEDIA_TYPES, PacketFormat, Paper
from assistant.wiring import handout_renderer, votes_renderer

_NO_ROOM: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No room of this key has this id."}}
router = APIRouter(prefix="/v1/rooms", tags=["Live rooms"], responses={**RESPONSES, **_NO_ROOM}, route_class=JsonRoute)
_Console = Annotated[Console, Depends(console)]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_MINUTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The minutes as a file, named by their day.", "content": dict.fromkeys(MEDIA_TYPES.values(), _BINARY)}
}
_VOTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "A row for each option in each round.", "content": {VOTES_MEDIA_TYPE: {"schema": {"type": "string"}}}}
}


def _zone(name: str | None) -> str | None:
    """The name of a time zone; ValueError for what is none here."""
    if name is not None:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError("no time zone of this name is known here") from error
    return name


class MinutesIn(BaseModel):
    """How to make the minutes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"format": "pdf"}]})

    format: PacketFormat = "pdf"
    paper: Paper = "letter"
    time_zone: Annotated[str | None, AfterValidator(_zone)] = Field(
        default=None, max_length=60, description="Of the day and the times, such as `America/Chicago`; the desk's own if not given."
    )


@router.post("/{room_id}/minutes", summary="Make the minutes", response_class=Response, responses=_MINUTES)
async def minutes(body: MinutesIn, console: _Console) -> Response:
    """The minutes of a room as PDF, DOCX or Markdown; of a room that has not ended, as far as it has come, without votes that go on."""
    record = (await console.snapshot()).record
    zone = ZoneInfo(body.time_zone) if body.time_zone else None
    wanted, render = Wanted(record=record, now=datetime.now(UTC), zone=zone), handout_renderer(body.format)

    def made(assistant: Assistant) -> bytes:
        parts = assistant.parts
        return render(compose(wanted, parts.guide, parts.codes, parts.clauses), body.paper)

    content = await console.desk.service.call(made)
    return _file(content, MEDIA_TYPES[body.format], minutes_file_name(record.room.created.astimezone(zone).date(), body.format))


@router.get("/{room_id}/votes.csv", summary="Take the votes", response_class=Response, responses=_VOTES)
async def votes(console: _Console) -> Response:
    """The votes by case, round and option: none of a round with fewer than five votes, and none of a vote that goes on."""
    record = (await console.snapshot()).record
    content = await asyncio.to_thread(votes_renderer(), vote_rows(record))
    return _file(content, VOTES_MEDIA_TYPE, votes_file_name(record.room.created.astimezone().date()))


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
