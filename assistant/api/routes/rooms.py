"""Live rooms for those who lead them: make one, look at it, end it, remove it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse
from starlette.responses import Response, StreamingResponse

from assistant.api.bodies import JsonRoute
from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.events import with_heartbeats
from assistant.api.problems import RESPONSES
from assistant.api.requests_room import NothingIn, RoomIn
from assistant.api.rooms.cases import chosen_cases
from assistant.api.rooms.console_views import summary_out
from assistant.api.rooms.driving import Console, console
from assistant.api.rooms.streams import console_events
from assistant.room.codes import new_code
from assistant.room.making import Sources, new_plan
from assistant.room.state import Room, closed
from assistant.service import Caller
from assistant.wire import Problem
from assistant.wire_room import ConsoleOut, RoomsOut

_NO_ROOM: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No room of this key has this id."}}
router = APIRouter(prefix="/v1/rooms", tags=["Live rooms"], responses={**RESPONSES, **_NO_ROOM}, route_class=JsonRoute)
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(caller("facilitate"))]
_Console = Annotated[Console, Depends(console)]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `console` (ConsoleOut) at once and after each change, `counts` (CountsOut), `ended`. "
        "Comments are heartbeats.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("", summary="List your rooms")
async def rooms(who: _Who, desk: _Desk) -> RoomsOut:
    """The rooms that this key has made, newest first."""
    found = await desk.rooms.reading(lambda store: store.rooms(who.key_id))
    return RoomsOut(rooms=[summary_out(room) for room in found])


@router.post("", status_code=201, summary="Make a room")
async def make_room(body: RoomIn, request: Request, who: _Who, desk: _Desk) -> ConsoleOut:
    """A room over these scenarios, as they are now, with a code of its own."""
    parts = desk.service.assistant.parts
    scenarios = await chosen_cases(desk, who, body.scenarios)
    sources = Sources(live=parts.guide.live, codes=parts.codes, clauses=parts.clauses, corpus_version=parts.version)
    plan = new_plan(body.title, scenarios, sources, opening=body.opening, closing=body.closing)
    room_id, now = f"room_{secrets.token_urlsafe(16)}", datetime.now(UTC)

    def made(code: str) -> Room:
        return Room(id=room_id, key_id=who.key_id, code=code, plan=plan, created=now, entered=now, touched=now, approval=body.approval)

    # Two running rooms have not the same code; of 64 million, another one is soon found.
    while not await desk.rooms.writing(room_id, lambda store: store.add(made(new_code()))):
        pass
    return await Console(room_id, who, desk, request).view()


@router.get("/{room_id}", summary="Look at a room")
async def room(console: _Console) -> ConsoleOut:
    """The room with its plan, notes, times, and all that was sent to it."""
    return await console.view()


@router.get("/{room_id}/events", summary="Follow a room", response_class=StreamingResponse, responses=_STREAM)
async def room_events(console: _Console) -> StreamingResponse:
    """The room again after each change, for as long as somebody reads."""
    await console.snapshot()
    followed = console.desk.rooms.follow(console.room_id)
    return EventSourceResponse(with_heartbeats(console_events(followed, console.told)))


@router.post("/{room_id}/end", summary="End a room")
async def end_room(body: NothingIn, console: _Console) -> ConsoleOut:
    """Ends the room for good: its code opens nothing any more. Its minutes can still be had."""
    ended = await console.change(None, closed)
    console.desk.rooms.forget(ended.room.code)
    return ended


@router.delete("/{room_id}", status_code=204, response_class=Response, summary="Remove a room")
async def delete_room(console: _Console) -> None:
    """Removes the room with all that was voted and sent."""
    code = (await console.snapshot()).record.room.code
    await console.write(lambda store: store.delete(console.room_id))
    console.desk.rooms.forget(code)
